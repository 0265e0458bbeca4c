package io.relaybackup.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.operation.OperationId;
import io.relaybackup.problem.Problem;
import io.relaybackup.restore.Deviation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one drill: one store's copy of one backup was restored, compared and checked.
 *
 * @param backup null where the store could not even say which is its newest
 * @param actor who asked for it: a token's name, or {@code system} by the schedule
 * @param files regular files that came back
 * @param bytes of their content, that of hard links once
 * @param timeToRestoreMs how long it took to have it all back, on stable storage, read again and compared
 * @param compareMs the part of it that the comparison took
 * @param deviationCount of all; while there is one the drill has failed
 * @param deviations the first of them
 * @param warningCount how often the scratch directory's file system did not take an owner, a time or the like
 * @param warnings the first of those
 * @param command the application's own check, where one is configured
 * @param problem why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Drill(
        OperationId operation,

        @Schema(example = "backup-2026-11-23T03-00-00-000Z") @Nullable
        String backup,

        @Schema(example = "local") String store,
        @Schema(example = "system") String actor,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        DrillOutcome outcome,
        long files,
        long bytes,
        @Nullable Long timeToRestoreMs,
        @Nullable Long compareMs,
        long deviationCount,
        List<Deviation> deviations,
        long warningCount,
        List<Deviation> warnings,
        @Nullable CommandResult command,
        @Nullable Problem problem) {

    public Drill {
        deviations = List.copyOf(deviations);
        warnings = List.copyOf(warnings);
    }

    static Drill begun(OperationId operation, @Nullable String backup, String store, String actor, Instant now) {
        return new Drill(
                operation,
                backup,
                store,
                actor,
                now,
                null,
                null,
                DrillOutcome.RUNNING,
                0,
                0,
                null,
                null,
                0,
                List.of(),
                0,
                List.of(),
                null,
                null);
    }

    /** This with its end. */
    Drill ended(DrillOutcome end, Instant now, @Nullable Problem reason) {
        return new Drill(
                operation,
                backup,
                store,
                actor,
                startedAt,
                now,
                Math.max(0, now.toEpochMilli() - startedAt.toEpochMilli()),
                end,
                files,
                bytes,
                timeToRestoreMs,
                compareMs,
                deviationCount,
                deviations,
                warningCount,
                warnings,
                command,
                reason);
    }

    boolean is(DrillOutcome asked) {
        return outcome == asked;
    }

    /** When it ended; when it began while it runs. */
    public Instant endedAt() {
        return finishedAt == null ? startedAt : finishedAt;
    }

    public boolean succeeded() {
        return outcome == DrillOutcome.SUCCEEDED;
    }

    /** Whether it came to a judgement, good or bad. */
    boolean isJudged() {
        return outcome == DrillOutcome.SUCCEEDED || outcome == DrillOutcome.FAILED;
    }
}
