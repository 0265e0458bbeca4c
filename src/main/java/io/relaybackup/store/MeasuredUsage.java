package io.relaybackup.store;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.engine.store.StoredBackup;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A measurement of a store.
 *
 * @param of what there was
 * @param took how long the walk was
 */
record MeasuredUsage(StoreUsage usage, Holdings of, Duration took) {

    /** The backups in a store. */
    record Holdings(Set<BackupId> listed, Set<BackupId> trashed) {

        Holdings {
            listed = Set.copyOf(listed);
            trashed = Set.copyOf(trashed);
        }

        static Holdings of(Collection<StoredBackup> listed, Collection<StoredBackup> trashed) {
            return new Holdings(ids(listed), ids(trashed));
        }

        private static Set<BackupId> ids(Collection<StoredBackup> backups) {
            return backups.stream().map(StoredBackup::id).collect(Collectors.toSet());
        }
    }
}
