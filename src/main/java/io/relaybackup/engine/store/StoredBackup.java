package io.relaybackup.engine.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One store's holding of a backup.
 *
 * @param external not made by this service: there are no checksums, and the metadata is that of the copied files
 * @param deleted since when it is in the store's trash; null when it is not
 */
public record StoredBackup(
        BackupId id,
        Manifest manifest,
        Notes notes,
        boolean external,
        @Nullable Instant deleted) {

    /** One that is not in the trash. */
    public StoredBackup(BackupId id, Manifest manifest, Notes notes, boolean external) {
        this(id, manifest, notes, external, null);
    }

    public Instant time() {
        return id.time();
    }

    /** What it is worth, in the trash or not. */
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

    public StoredBackup withId(BackupId newId) {
        return new StoredBackup(newId, manifest, notes, external, deleted);
    }

    public StoredBackup withNotes(Notes newNotes) {
        return new StoredBackup(id, manifest, newNotes, external, deleted);
    }

    /** In the trash since then, or, with null, not. */
    public StoredBackup withDeleted(@Nullable Instant since) {
        return new StoredBackup(id, manifest, notes, external, since);
    }
}
