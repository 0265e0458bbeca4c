package io.relaybackup.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation as it stands: running, or past.
 *
 * @param actor who asked for it
 * @param backup the id of the backup it is about
 * @param durationMs from start to end, or to now
 * @param result what the work returned; as JSON; null until it succeeded
 * @param log its last lines, {@value #LOG_LINES} at most; in a list the very last
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
        @Schema(types = "object") @Nullable JsonNode result,
        @Nullable Problem problem,
        List<LogLine> log) {

    static final int LOG_LINES = 500;

    private static final int LOG_LINES_IN_LIST = 10;

    public Operation {
        log = List.copyOf(log);
    }

    /** This with the end of its log alone, so that a page of many stays small. */
    Operation abridged() {
        int drop = log.size() - LOG_LINES_IN_LIST;
        return drop <= 0 ? this : withLog(log.subList(drop, log.size()));
    }

    /** This without its log, for those who are told of the lines one by one. */
    Operation withoutLog() {
        return withLog(List.of());
    }

    private Operation withLog(List<LogLine> lines) {
        return new Operation(
                id,
                type,
                status,
                actor,
                backup,
                store,
                createdAt,
                startedAt,
                finishedAt,
                durationMs,
                progress,
                result,
                problem,
                lines);
    }

    /**
     * This as it ended.
     *
     * @param outcome null unless it succeeded
     * @param reason null when it succeeded
     */
    Operation ended(OperationStatus end, Instant at, @Nullable JsonNode outcome, @Nullable Problem reason) {
        Long duration = startedAt == null
                ? null
                : Long.valueOf(Math.max(0, Duration.between(startedAt, at).toMillis()));
        Problem named = reason == null || reason.operation() != null ? reason : reason.withOperation(id.value());
        return new Operation(
                id, type, end, actor, backup, store, createdAt, startedAt, at, duration, progress, outcome, named, log);
    }

    /** This with another end than was known at first, and a line that tells of it. */
    Operation amended(OperationStatus end, @Nullable JsonNode outcome, LogLine line) {
        List<LogLine> lines = new ArrayList<>(log);
        lines.add(line);
        Problem left = end == OperationStatus.SUCCEEDED ? null : problem;
        return new Operation(
                id,
                type,
                end,
                actor,
                backup,
                store,
                createdAt,
                startedAt,
                finishedAt,
                durationMs,
                progress,
                outcome,
                left,
                lines);
    }

    /**
     * How far the work has come.
     *
     * @param phase what is being done now; empty at first
     * @param totalFiles negative while it is not known
     * @param totalBytes negative while it is not known
     */
    public record OperationProgress(String phase, long files, long bytes, long totalFiles, long totalBytes) {

        static final OperationProgress NONE = new OperationProgress("", 0, 0, -1, -1);
    }

    /** One line of the log. */
    public record LogLine(Instant time, String message) {}
}
