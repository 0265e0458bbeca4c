package io.relaybackup.engine.store;

import java.time.Instant;

/**
 * One store's holding of a backup.
 *
 * @param external not made by this service: there are no checksums, and the metadata is that of the copied files
 */
public record StoredBackup(BackupId id, Manifest manifest, Notes notes, boolean external) {

    public Instant time() {
        return id.time();
    }

    public BackupStatus status() {
        if (external) {
            return BackupStatus.EXTERNAL;
        }
        BackupStatus made = manifest.status();
        if (made == null) {
            return BackupStatus.EXTERNAL;
        }
        return notes.isSuspect() ? BackupStatus.SUSPECT : made;
    }
}
