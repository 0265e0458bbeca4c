package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.ContentMismatchException;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problems;
import io.relaybackup.store.Store;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store's copy of a backup cannot be read or is damaged; another store's may be better. */
final class UnusableCopyException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableCopyException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Why the copy cannot be used, when an exception came of that; null when it is about something else. */
    static @Nullable IOException reasonIn(@Nullable Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof UnusableCopyException && at.getCause() instanceof IOException reason) {
                return reason;
            }
            if (at instanceof ContentMismatchException
                    || at instanceof CorruptBackupException
                    || at instanceof StoreUnavailableException
                    || at instanceof BackupNotFoundException) {
                return (IOException) at;
            }
        }
        return null;
    }

    /** What a client is told of such a reason. */
    static Problem problem(IOException reason, Store store, BackupId backup) {
        return problem(reason, store.problem(reason), store.name(), backup);
    }

    /** {@link #problem(IOException, Store, BackupId)}, without a file's path. */
    static Problem problem(IOException reason, String store, BackupId backup) {
        return problem(reason, Problems.of(reason), store, backup);
    }

    private static Problem problem(IOException reason, Problem otherwise, String store, BackupId backup) {
        Problem problem = reason instanceof ContentMismatchException mismatch
                ? Problem.of(500, "backup-damaged", "The copy of " + backup + " is damaged: " + mismatch.getMessage())
                        .withPath(mismatch.path().percentEncoded())
                : otherwise;
        return problem.withStore(store).withBackup(backup.value());
    }
}
