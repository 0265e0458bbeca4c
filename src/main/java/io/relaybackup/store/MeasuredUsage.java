package io.relaybackup.store;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoreUsage;
import java.time.Duration;
import java.util.Set;

/**
 * A measurement of a store.
 *
 * @param of the backups there were
 * @param took how long the walk was
 */
record MeasuredUsage(StoreUsage usage, Set<BackupId> of, Duration took) {

    MeasuredUsage {
        of = Set.copyOf(of);
    }
}
