package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoredBackup;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Changes the notes of backups: tags of their snapshots, see {@link SnapshotTags}, but for the last verification, which
 * is memory's. A snapshot is replaced under a lock, as in {@link RepositoryTrash}.
 */
final class SnapshotNotes {

    private final RepositoryParts parts;
    private final Snapshots snapshots;

    SnapshotNotes(RepositoryParts parts, Snapshots snapshots) {
        this.parts = parts;
        this.snapshots = snapshots;
    }

    /** @param change asked again when the snapshot turns out to change */
    StoredBackup annotate(BackupId id, UnaryOperator<Notes> change) throws IOException {
        synchronized (snapshots.changing) {
            Change found = Change.of(snapshots, id, change);
            if (!found.isOfSnapshot()) {
                return remember(id, found);
            }
        }
        try (Lock lock = parts.locks().hold(LockKind.SHARED, parts.options().lockPatience())) {
            lock.checkHeld();
            synchronized (snapshots.changing) {
                Change found = Change.of(snapshots, id, change);
                if (found.isOfSnapshot()) {
                    snapshots.retag(
                            found.before(),
                            SnapshotTags.replaced(found.before().snapshot().tags(), found.after()));
                }
                return remember(id, found);
            }
        }
    }

    private StoredBackup remember(BackupId id, Change change) throws IOException {
        Notes.Verification last = change.after().verification();
        if (last != null && !last.equals(change.notes().verification())) {
            parts.memory().remember(id, last);
        }
        return snapshots.backup(id);
    }

    /** What is to change. */
    private record Change(Snapshots.Known before, Notes notes, Notes after) {

        static Change of(Snapshots snapshots, BackupId id, UnaryOperator<Notes> change) throws IOException {
            Snapshots.Known before = snapshots.get(id);
            Notes notes = snapshots.withVerification(before.backup()).notes();
            return new Change(before, notes, change.apply(notes));
        }

        boolean isOfSnapshot() {
            return !after.withoutVerification().equals(notes.withoutVerification());
        }
    }
}
