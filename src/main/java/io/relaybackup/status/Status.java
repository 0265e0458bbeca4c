package io.relaybackup.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.drill.DrillOutcome;
import io.relaybackup.health.LastRun;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationType;
import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole in one page. What is not known, or does not exist yet, is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "The whole in one page. What is not known, or does not exist yet, is absent.")
record Status(
        @Schema(description = "When this was so.") Instant time,

        @Schema(description = "The data directory.") SourceStatus source,

        @Schema(
                description = "The newest backup that a store holds, whatever its status.",
                example = "backup-2026-11-23T03-00-00-000Z")
        @Nullable
        String newestBackup,

        @Schema(description = "The last backup that was tried and has ended.") @Nullable
        LastRun lastRun,

        @Schema(description = "The newest complete backup of all components: what `latest` means.") @Nullable
        LastSuccess lastSuccess,

        @Schema(description = "Whether a backup is late; never without an expected interval.")
        boolean overdue,

        @Schema(description = "By how much it is late.", example = "18000000") @Nullable
        Long overdueByMs,

        @Schema(
                description = "How old the newest complete backup may be, where that is configured.",
                example = "93600000")
        @Nullable
        Long expectedIntervalMs,

        @Schema(description = "When some backup was last verified and found intact.") @Nullable
        Instant lastVerified,

        @Schema(description = "Backups whose source looked wrecked and about which nobody has decided, newest first.")
        List<String> suspects,

        @Schema(description = "The last restore drill that came to a judgement.") @Nullable
        LastDrill lastRestoreDrill,

        List<StoreStatus> stores,

        @Schema(description = "Operations that have not ended, newest first.")
        List<RunningOperation> running) {

    /** Whether the data directory can be read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SourceStatus(
            boolean ok,

            @Schema(description = "Why it cannot be read.") @Nullable
            Problem problem) {}

    /** To what one can go back. */
    record LastSuccess(
            @Schema(example = "backup-2026-11-23T03-00-00-000Z")
            String backup,

            @Schema(description = "The backup's time.") Instant at,

            @Schema(description = "How long ago that is.", example = "25200000")
            long ageMs) {}

    /** How the last practised restore went. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LastDrill(
            @Schema(description = "When it ended.") Instant at,

            @Schema(example = "backup-2026-11-23T03-00-00-000Z") @Nullable
            String backup,

            @Schema(example = "local") String store,

            DrillOutcome outcome,

            @Schema(description = "How long it took to have everything back and compared.", example = "41800") @Nullable
            Long timeToRestoreMs) {}

    /** One store. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StoreStatus(
            @Schema(example = "local") String name,
            boolean reachable,

            @Schema(description = "Why it cannot be used.") @Nullable
            Problem problem,

            @Schema(description = "How many backups it holds.", example = "7") @Nullable
            Integer backups,

            @Schema(description = "Bytes free for it.", example = "53687091200") @Nullable
            Long freeBytes) {}

    /** An operation that has not ended. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunningOperation(
            OperationId id, OperationType type, @Nullable String backup, Instant createdAt) {}
}
