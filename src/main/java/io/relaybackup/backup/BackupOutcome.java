package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.Trigger;
import java.util.List;
import java.util.Map;

/**
 * How a backup ended.
 *
 * @param status {@link BackupStatus#FAILED} when nothing is kept
 * @param files by how they compared with the backup before
 * @param logicalBytes of all files
 * @param addedBytes new in each store that took it
 * @param failedComponents their names
 */
public record BackupOutcome(
        BackupId id,
        BackupStatus status,
        Trigger trigger,
        Map<ChangeClass, Long> files,
        long logicalBytes,
        Map<String, Long> addedBytes,
        List<String> failedComponents) {

    public BackupOutcome {
        files = Map.copyOf(files);
        addedBytes = Map.copyOf(addedBytes);
        failedComponents = List.copyOf(failedComponents);
    }
}
