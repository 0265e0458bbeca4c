package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which backups to list; null does not restrict.
 *
 * @param from the earliest time, inclusive
 * @param to the latest time, exclusive
 */
record BackupQuery(
        @Nullable String store,
        @Nullable String host,
        @Nullable BackupStatus status,
        @Nullable String tag,
        @Nullable Instant from,
        @Nullable Instant to) {

    boolean accepts(Backup backup) {
        return (store == null || backup.isIn(store))
                && (host == null || host.equals(backup.hostname()))
                && (status == null || status == backup.status())
                && (tag == null || backup.tags().contains(tag))
                && (from == null || !backup.timestamp().isBefore(from))
                && (to == null || backup.timestamp().isBefore(to));
    }
}
