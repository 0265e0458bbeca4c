package io.relaybackup.restore;

import java.io.IOException;
import java.util.Optional;

/**
 * Brings a data directory whose restore was cut short to a whole state: the old one, unless the swap had been
 * committed. May itself be cut short anywhere and repeated. Needs nothing but the data directory.
 */
final class RestoreRecovery {

    private final Workspace workspace;
    private final SwapFiles files;

    RestoreRecovery(LocalRoot data, SwapFiles files) {
        this.workspace = new Workspace(data);
        this.files = files;
    }

    /**
     * Recovers.
     *
     * @return how the restore that was cut short ended, again and again until {@link #acknowledge}; nothing when there
     *     was none, or when it had not begun to change anything
     * @throws RestoreRunningException when it was not cut short at all
     * @throws DamagedJournalException when nothing can be known; nothing was touched then
     */
    Optional<RestoreJournal> recover() throws IOException {
        Optional<ReservedFolder> there = ReservedFolder.openIfThere(workspace, files);
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
                journal = new JournaledSwap(workspace, files).undo(journal);
            }
            folder.tidy(journal);
            return Optional.of(journal);
        }
    }

    /** Forgets how a recovered restore ended, because somebody else remembers it now. */
    void acknowledge() throws IOException {
        Optional<ReservedFolder> there = ReservedFolder.openIfThere(workspace, files);
        if (there.isEmpty()) {
            return;
        }
        try (ReservedFolder folder = there.get()) {
            Optional<RestoreJournal> journal = folder.journal().read();
            if (journal.isPresent() && journal.get().phase() == RestoreJournal.Phase.SWAPPING) {
                throw new IllegalStateException("the restore is not recovered yet");
            }
            folder.discard();
        }
    }
}
