package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoredBackup;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trash of a repository: snapshots with a tag that says since when, see {@link SnapshotTags}. A backup goes there
 * and back as tags are changed, by a new snapshot and the removal of the old one; cut short in between it is not
 * deleted. Both under a lock, or a client that frees space just then might find neither of the two.
 */
final class RepositoryTrash {

    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private volatile List<StoredBackup> listed = List.of();

    RepositoryTrash(RepositoryParts parts, Snapshots snapshots) {
        this.parts = parts;
        this.snapshots = snapshots;
    }

    /** Newest backup first; the same list as long as nothing changed. */
    List<StoredBackup> list() throws IOException {
        List<StoredBackup> fresh = snapshots.trashedNewestFirst();
        List<StoredBackup> known = listed;
        if (fresh.equals(known)) {
            return known;
        }
        listed = fresh;
        return fresh;
    }

    StoredBackup discard(BackupId id, Instant at) throws IOException {
        snapshots.getListed(id);
        try (Lock lock = lock(LockKind.SHARED)) {
            lock.checkHeld();
            synchronized (snapshots.changing) {
                Snapshots.Known before = snapshots.getListed(id);
                if (list().stream().anyMatch(earlier -> earlier.id().equals(id))) {
                    snapshots.remove(snapshots.getTrashed(id));
                }
                retag(before, at.truncatedTo(ChronoUnit.MILLIS));
                return snapshots.backup(id);
            }
        }
    }

    StoredBackup undelete(BackupId id) throws IOException {
        snapshots.getTrashed(id);
        try (Lock lock = lock(LockKind.SHARED)) {
            lock.checkHeld();
            synchronized (snapshots.changing) {
                Snapshots.Known before = snapshots.getTrashed(id);
                if (snapshots.find(id) != null) {
                    throw new FileAlreadyExistsException(id.value());
                }
                retag(before, null);
                return snapshots.backup(id);
            }
        }
    }

    private void retag(Snapshots.Known before, @Nullable Instant deleted) throws IOException {
        snapshots.retag(before, SnapshotTags.withDeleted(before.snapshot().tags(), deleted));
    }

    void purge(BackupId id) throws IOException {
        snapshots.getTrashed(id);
        try (Lock lock = lock(LockKind.EXCLUSIVE)) {
            lock.checkHeld();
            synchronized (snapshots.changing) {
                snapshots.remove(snapshots.getTrashed(id));
                snapshots.removeSuperseded();
            }
        }
    }

    private Lock lock(LockKind kind) throws IOException {
        return parts.locks().hold(kind, parts.options().lockPatience());
    }
}
