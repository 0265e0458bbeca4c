package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that another client made, as a backup. When it is of one directory, that directory is the backup's root;
 * else the snapshot's own root is, as in a copy.
 */
final class ExternalSnapshot {

    private ExternalSnapshot() {}

    static Snapshots.Known describe(Digest id, Snapshot snapshot, RepositoryParts parts) throws IOException {
        return describe(id, snapshot, id(id, snapshot), directory(snapshot, parts));
    }

    /** What is known of a snapshot, ours or another's, of whose trees the first cannot be read. */
    static Snapshots.Known ofDamaged(Digest id, Snapshot snapshot) {
        BackupId backupId = SnapshotTags.isOurs(snapshot.tags())
                ? BackupId.at(snapshot.time().toInstant())
                : id(id, snapshot);
        return describe(id, snapshot, backupId, null);
    }

    private static BackupId id(Digest id, Snapshot snapshot) {
        String copied = SnapshotTags.original(snapshot.tags());
        Digest name = snapshot.original() == null ? id : snapshot.original();
        return new BackupId(
                BackupId.at(snapshot.time().toInstant()) + "-" + (copied == null ? name.shortened() : copied));
    }

    private static Snapshots.Known describe(Digest id, Snapshot snapshot, BackupId backupId, @Nullable Node directory) {
        Instant time = snapshot.time().toInstant();
        Entry root = directory == null
                ? SnapshotTags.root(snapshot.tags(), time)
                : directory.entry().withPath(TreePath.ROOT);
        Digest top = directory == null || directory.subtree() == null ? snapshot.tree() : directory.subtree();
        String path = snapshot.paths().size() == 1 ? snapshot.paths().get(0) : "/";
        Manifest manifest = new Manifest(
                time,
                path,
                path,
                path,
                List.of(),
                Manifest.Summary.of(List.of()),
                null,
                null,
                snapshot.hostname(),
                snapshot.programVersion(),
                null,
                null,
                null,
                List.of());
        StoredBackup backup = new StoredBackup(
                backupId, manifest, SnapshotTags.notes(snapshot.tags()), true, SnapshotTags.deleted(snapshot.tags()));
        return new Snapshots.Known(id, snapshot, null, backup, top, root);
    }

    /** What can be said of one of our backups whose own manifest is lost. */
    static Manifest manifest(Snapshot snapshot) {
        Instant time = snapshot.time().toInstant();
        String path = snapshot.paths().isEmpty() ? "/" : snapshot.paths().get(0);
        return new Manifest(
                time,
                path,
                path,
                path,
                List.of(),
                Manifest.Summary.of(List.of()),
                BackupId.at(time),
                BackupStatus.INCOMPLETE,
                snapshot.hostname(),
                snapshot.programVersion(),
                null,
                null,
                null,
                SnapshotTags.components(snapshot.tags()));
    }

    /** The directory that the snapshot is of; null when it is of several, or of something else. */
    private static @Nullable Node directory(Snapshot snapshot, RepositoryParts parts) throws IOException {
        if (snapshot.paths().size() != 1 || SnapshotTags.original(snapshot.tags()) != null) {
            return null;
        }
        TreePath path;
        try {
            path = TreePath.of(snapshot.paths().get(0).substring(1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
        return path.isRoot() ? null : find(snapshot.tree(), path, parts);
    }

    private static @Nullable Node find(Digest tree, TreePath path, RepositoryParts parts) throws IOException {
        Digest above = tree;
        if (!path.parent().isRoot()) {
            Node parent = find(tree, path.parent(), parts);
            if (parent == null || parent.subtree() == null) {
                return null;
            }
            above = parent.subtree();
        }
        Node node = parts.trees().find(above, path.parent(), path.name());
        return node != null && node.entry().isDirectory() ? node : null;
    }
}
