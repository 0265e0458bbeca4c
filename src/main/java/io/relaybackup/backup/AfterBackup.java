package io.relaybackup.backup;

import io.relaybackup.operation.OperationContext;
import io.relaybackup.store.Store;
import java.util.List;

/** What follows a complete backup within its own operation: retention. */
@FunctionalInterface
public interface AfterBackup {

    /**
     * Never fails the backup: trouble is logged, and seen by health.
     *
     * @param stores that took the backup
     */
    void run(List<Store> stores, OperationContext context);
}
