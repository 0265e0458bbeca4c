package io.relaybackup.restore;

import io.relaybackup.operation.OperationId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a data directory whose restore was cut short to a whole state: the old one, unless the swap had been
 * committed. May itself be cut short anywhere and repeated. Needs nothing but the data directory. Safe for many
 * threads.
 */
final class RestoreRecovery {

    private static final Logger log = LoggerFactory.getLogger(RestoreRecovery.class);

    private final Path dataDirectory;
    private final SwapFiles files;

    /** Takes the place of the data directory, which need not exist. */
    RestoreRecovery(Path dataDirectory, SwapFiles files) {
        this.dataDirectory = dataDirectory;
        this.files = files;
    }

    /**
     * Recovers.
     *
     * @return how the restore that was cut short ended, again and again until {@link #forget}; nothing when there was
     *     none, or when it had not begun to change anything
     * @throws RestoreRunningException when it was not cut short at all
     * @throws DamagedJournalException when nothing can be known; nothing was touched then
     */
    synchronized Optional<RestoreJournal> recover() throws IOException {
        Optional<ReservedFolder> there = openIfThere();
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (ReservedFolder folder = there.get()) {
            Optional<RestoreJournal> found = folder.journal().read();
            if (found.isEmpty()) {
                tolerate(folder::discard);
                return Optional.empty();
            }
            RestoreJournal journal = found.get();
            if (journal.phase() == RestoreJournal.Phase.SWAPPING) {
                journal = new JournaledSwap(folder.workspace(), files).undo(journal);
            }
            RestoreJournal ended = journal;
            tolerate(() -> folder.tidy(ended));
            return Optional.of(ended);
        }
    }

    /** Where the data directory is whole, garbage that cannot be removed is no reason to stop anything. */
    private static void tolerate(Removal removal) {
        try {
            removal.run();
        } catch (IOException e) {
            log.warn(
                    "What a restore left in the data directory's folder .relay-restore cannot be removed: {}",
                    e.toString());
        }
    }

    private interface Removal {
        void run() throws IOException;
    }

    /**
     * Forgets how a restore ended, because somebody else remembers it now. Does nothing when there is another's journal
     * or work that is not recovered yet. What else is in the folder goes too, or stays if it cannot be removed.
     */
    synchronized void forget(OperationId operation) throws IOException {
        Optional<ReservedFolder> there = openIfThere();
        if (there.isEmpty()) {
            return;
        }
        try (ReservedFolder folder = there.get()) {
            Optional<RestoreJournal> journal = folder.journal().read();
            if (journal.isPresent()
                    && journal.get().operation().equals(operation)
                    && journal.get().phase() != RestoreJournal.Phase.SWAPPING) {
                folder.journal().remove();
                tolerate(folder::discard);
            }
        }
    }

    /**
     * Makes the folder for a restore, and the data directory where there is none. Garbage that cannot be removed is put
     * aside in it.
     */
    synchronized ReservedFolder begin() throws IOException {
        Optional<RestoreJournal> earlier = recover();
        if (earlier.isPresent()) {
            forget(earlier.get().operation());
        }
        Optional<ReservedFolder> left = openIfThere();
        if (left.isEmpty()) {
            return ReservedFolder.make(workspace(), files);
        }
        ReservedFolder folder = left.get();
        try {
            folder.putGarbageAside();
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private Optional<ReservedFolder> openIfThere() throws IOException {
        try {
            return ReservedFolder.openIfThere(workspace(), files);
        } catch (NoSuchFileException e) {
            // Not even the data directory's parent is there.
            return Optional.empty();
        }
    }

    private Workspace workspace() throws IOException {
        return new Workspace(Destination.inPlace(dataDirectory).root());
    }
}
