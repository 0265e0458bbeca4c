package io.relaybackup.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation as it stands: running, or past.
 *
 * @param actor who asked for it
 * @param backup the id of the backup it is about
 * @param durationMs from start to end, or to now
 * @param result what the work returned; null until it succeeded
 * @param log its last lines
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Operation(
        OperationId id,
        OperationType type,
        OperationStatus status,
        String actor,
        @Nullable String backup,
        @Nullable String store,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        OperationProgress progress,
        @Nullable Object result,
        @Nullable Problem problem,
        List<LogLine> log) {

    /**
     * How far the work has come.
     *
     * @param phase what is being done now; empty at first
     * @param totalFiles negative while it is not known
     * @param totalBytes negative while it is not known
     */
    public record OperationProgress(String phase, long files, long bytes, long totalFiles, long totalBytes) {}

    /** One line of the log. */
    public record LogLine(Instant time, String message) {}
}
