package io.relaybackup.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.RetentionDecision;
import io.relaybackup.problem.Problem;
import io.relaybackup.trash.TrashedBackup;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What retention would do, as the API shows it. */
record RetentionPreview(List<StorePreview> stores) {

    /**
     * One store.
     *
     * @param problem why the store could not be read
     * @param backups newest first
     * @param trashed newest first; in the trash already, these take no part
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StorePreview(
            String store,
            int kept,
            int removed,
            @Nullable Problem problem,
            List<BackupPreview> backups,
            List<TrashPreview> trashed) {

        static StorePreview of(StorePlan plan) {
            List<BackupPreview> backups =
                    plan.plan().decisions().stream().map(BackupPreview::of).toList();
            int kept = (int) backups.stream().filter(BackupPreview::kept).count();
            return new StorePreview(
                    plan.store().name(),
                    kept,
                    backups.size() - kept,
                    plan.problem(),
                    backups,
                    plan.trash().stream().map(TrashPreview::of).toList());
        }
    }

    /**
     * One backup.
     *
     * @param reasons every rule that keeps it, or why it goes
     */
    record BackupPreview(String id, Instant timestamp, BackupStatus status, boolean kept, List<Reason> reasons) {

        static BackupPreview of(RetentionDecision decision) {
            return new BackupPreview(
                    decision.backup().id().value(),
                    decision.backup().time(),
                    decision.backup().status(),
                    decision.kept(),
                    decision.reasons().stream()
                            .map(reason -> new Reason(reason.rule().word(), reason.text()))
                            .toList());
        }
    }

    /**
     * One backup in the trash.
     *
     * @param until when it leaves, if there is room for it until then
     */
    record TrashPreview(String id, Instant timestamp, Instant deletedAt, Instant until) {

        static TrashPreview of(TrashedBackup trashed) {
            return new TrashPreview(
                    trashed.backup().id().value(), trashed.backup().time(), trashed.deleted(), trashed.until());
        }
    }

    /**
     * One rule's word.
     *
     * @param rule such as {@code within-daily}
     * @param text for people
     */
    record Reason(String rule, String text) {}
}
