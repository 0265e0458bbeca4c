package io.relaybackup.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.backup.Backup;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last backup that was tried and has ended.
 *
 * @param at when it began
 * @param outcome how it ended
 * @param backup its id
 * @param operation that made it, where the history still knows
 * @param problem why it did not succeed, where the history still knows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastRun(
        Instant at,
        OperationStatus outcome,
        @Nullable String backup,
        @Nullable OperationId operation,
        @Nullable Problem problem) {

    static LastRun of(Operation operation) {
        Instant started = operation.startedAt();
        return new LastRun(
                started == null ? operation.createdAt() : started,
                operation.status(),
                operation.backup(),
                operation.id(),
                operation.problem());
    }

    /** As far as a backup itself tells, for when the history is gone. */
    static LastRun of(Backup backup) {
        return new LastRun(
                backup.timestamp(),
                isWhole(backup) ? OperationStatus.SUCCEEDED : OperationStatus.FAILED,
                backup.id(),
                null,
                null);
    }

    private static boolean isWhole(Backup backup) {
        return backup.status() == BackupStatus.COMPLETE
                || backup.status() == BackupStatus.SUSPECT && backup.summary().failed() == 0;
    }

    /** Whether it is another run and began later. */
    boolean isAfter(LastRun other) {
        return at.isAfter(other.at) && (backup == null || !backup.equals(other.backup));
    }

    public boolean succeeded() {
        return outcome == OperationStatus.SUCCEEDED;
    }
}
