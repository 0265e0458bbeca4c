package io.relaybackup.restore;

import io.relaybackup.operation.OperationId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Brings a data directory whose restore was cut short to a whole state: the old one, unless the swap had been
 * committed. May itself be cut short anywhere and repeated. Needs nothing but the data directory. Safe for many
 * threads.
 */
final class RestoreRecovery {

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
                folder.discard();
                return Optional.empty();
            }
            RestoreJournal journal = found.get();
            if (journal.phase() == RestoreJournal.Phase.SWAPPING) {
                journal = new JournaledSwap(folder.workspace(), files).undo(journal);
            }
            folder.tidy(journal);
            return Optional.of(journal);
        }
    }

    /**
     * Forgets how a restore ended, because somebody else remembers it now. Does nothing when there is another's journal
     * or work that is not recovered yet.
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
                folder.discard();
            }
        }
    }

    /** Makes the folder for a restore, and the data directory where there is none. */
    synchronized ReservedFolder begin() throws IOException {
        Optional<RestoreJournal> earlier = recover();
        if (earlier.isPresent()) {
            forget(earlier.get().operation());
        }
        return ReservedFolder.make(workspace(), files);
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
