package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.operation.OperationContext;
import java.util.Optional;
import java.util.Set;

/** Saves what a restore is about to replace. */
@FunctionalInterface
interface SafetyBackup {

    /**
     * Backs up components, within the restore's own operation.
     *
     * @return the backup; empty when there is nothing to lose
     * @throws io.relaybackup.problem.ProblemException when there is something and it could not be saved whole
     */
    Optional<BackupId> take(Set<String> components, OperationContext context);
}
