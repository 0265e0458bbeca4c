package io.relaybackup.restore;

import java.io.IOException;

/**
 * Swaps, all or nothing: when this returns, the data directory is wholly new and the journal says so; when it throws,
 * wholly old, but for {@link UnfinishedSwapException}. What is moved must be on stable storage already.
 */
final class JournaledSwap {

    private final Workspace workspace;
    private final SwapFiles files;
    private final JournalFile journal;
    private final Swap swap;

    JournaledSwap(Workspace workspace, SwapFiles files) {
        this.workspace = workspace;
        this.files = files;
        this.journal = new JournalFile(workspace, files);
        this.swap = new Swap(workspace, files);
    }

    /** Swaps as the entry says, which must be in its first phase; returns it in its last. */
    RestoreJournal run(RestoreJournal entry) throws IOException {
        files.createDirectory(workspace.putAside());
        // Else a power cut may leave the journal without the folders that it speaks of.
        files.force(workspace.folder());
        announce(entry);
        try {
            swap.forward(entry);
            // One that came after the plan was made would be lost with what was put aside.
            files.requireNoMounts(workspace.putAside());
        } catch (IOException | RuntimeException e) {
            undo(entry, e);
            throw e;
        }
        RestoreJournal committed = entry.in(RestoreJournal.Phase.RESTORED);
        try {
            journal.write(committed);
        } catch (IOException | RuntimeException e) {
            withdrawCommit(entry, e);
            undo(entry, e);
            throw e;
        }
        return committed;
    }

    private void announce(RestoreJournal entry) throws IOException {
        try {
            journal.write(entry);
        } catch (IOException | RuntimeException e) {
            uninterrupted(e, journal::remove);
            throw e;
        }
    }

    /**
     * The commit mark may or may not be on stable storage, and both are whole states; but undoing may only begin when
     * it surely is not.
     */
    private void withdrawCommit(RestoreJournal entry, Exception cause) throws IOException {
        uninterrupted(cause, () -> journal.write(entry));
    }

    private void undo(RestoreJournal entry, Exception cause) throws IOException {
        uninterrupted(cause, () -> {
            swap.back(entry);
            try {
                journal.write(entry.in(RestoreJournal.Phase.UNDONE));
            } catch (IOException e) {
                // Perhaps there is no space for it. The caller learns of the failure without the journal's help.
                journal.remove();
            }
        });
    }

    /** From whatever a swap left to wholly old; returns the journal in its last phase. */
    RestoreJournal undo(RestoreJournal entry) throws IOException {
        swap.back(entry);
        RestoreJournal undone = entry.in(RestoreJournal.Phase.UNDONE);
        journal.write(undone);
        return undone;
    }

    /** Repairs after a failure. An interrupt that is pending would close every file that repairing opens. */
    private static void uninterrupted(Exception cause, Repair repair) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            repair.run();
        } catch (IOException | RuntimeException e) {
            e.addSuppressed(cause);
            throw new UnfinishedSwapException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Repair {
        void run() throws IOException;
    }
}
