package io.relaybackup.problem;

import io.relaybackup.engine.file.FailedFile;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.ContentMismatchException;
import io.relaybackup.engine.tree.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The one place that turns exceptions into problems, for requests and for operations alike. */
public final class Problems {

    private static final Set<String> NO_SPACE = Set.of("ENOSPC", "EDQUOT");

    private Problems() {}

    public static Problem of(Throwable e) {
        if (e instanceof ProblemException p) {
            return p.problem();
        }
        if (e instanceof UncheckedIOException u && u.getCause() != null) {
            return of(u.getCause());
        }
        if (e instanceof CancellationException) {
            return Problem.conflict("cancelled", "The operation was cancelled.");
        }
        if (e instanceof IOException io) {
            return ofIo(io);
        }
        if (e instanceof OutOfMemoryError) {
            return Problem.of(500, "internal-error", "The service ran out of memory; the log has more.");
        }
        return Problem.of(500, "internal-error", "The service failed in a way it did not foresee; the log has more.");
    }

    /**
     * Of an exception that may name a file: with its path where that is below a directory, relative to it. No other
     * path is shown, as nobody knows what it would tell.
     */
    public static Problem of(Throwable e, Path directory) {
        Problem problem = of(e);
        if (problem.path() != null || problem.code() == null || e instanceof ProblemException) {
            return problem;
        }
        return problem.withPath(FailedFile.path(e, directory));
    }

    /** The file's, where it is told relative to something. */
    private static @Nullable String path(IOException e) {
        String path = FailedFile.path(e);
        return path == null || path.startsWith("/") ? null : path;
    }

    private static Problem ofIo(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof BackupNotFoundException) {
            return Problem.notFound("backup-not-found", message);
        }
        if (e instanceof StoreLockedException) {
            return Problem.conflict("store-locked", message);
        }
        if (e instanceof StoreUnavailableException) {
            return Problem.of(503, "store-unavailable", message).withCode(ErrorCode.find(e));
        }
        if (e instanceof CorruptBackupException) {
            return Problem.of(500, "backup-damaged", message);
        }
        if (e instanceof ContentMismatchException mismatch) {
            return Problem.of(500, "backup-damaged", message)
                    .withPath(mismatch.path().toString());
        }
        String code = ErrorCode.of(e);
        if (NO_SPACE.contains(code)) {
            return Problem.of(507, "no-space", "There is no space left for this: " + code + ".")
                    .withCode(code)
                    .withPath(path(e));
        }
        return Problem.of(500, "input-output-error", "A file operation failed: " + code + ".")
                .withCode(code)
                .withPath(path(e));
    }
}
