package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A backup in the making: packs and their index as it goes, the snapshot at last, which makes it visible. What was put
 * for one that is given up stays for the next, until space is freed.
 */
final class RepositoryDraft implements BackupDraft {

    private static final TreePath MANIFEST = TreePath.of(Manifest.FILE_NAME);

    private final BackupId id;
    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final Lock lock;
    private final Runnable onClose;
    private @Nullable BlobIndex index;
    private @Nullable BlobWriter blobs;
    private @Nullable TreeDraft root;
    private @Nullable CaptureSummary summary;
    private @Nullable Entry rootEntry;
    private @Nullable Digest parent;
    private Instant started;
    private boolean begun;
    private boolean committed;
    private volatile boolean confirmed;

    /** @param lock of the draft, which it gives up when it is closed */
    RepositoryDraft(BackupId id, RepositoryParts parts, Snapshots snapshots, Lock lock, Runnable onClose) {
        this.id = id;
        this.parts = parts;
        this.snapshots = snapshots;
        this.lock = lock;
        this.onClose = onClose;
        this.started = parts.clock().instant();
    }

    @Override
    public void write(FileTree tree, @Nullable BackupId previous, Listener listener, Progress progress)
            throws IOException {
        if (begun) {
            throw new IllegalStateException("a draft is written once");
        }
        begun = true;
        started = parts.clock().instant();
        parts.index().refresh();
        Snapshots.Known before = previous == null ? null : snapshots.get(previous);
        parent = before == null ? null : before.id();
        BlobIndex used = parts.index().blobs();
        index = used;
        BlobWriter writer = new BlobWriter(
                parts.storage(),
                parts.repository(),
                used,
                parts.codecs(),
                parts.options().packSize(),
                this::mayPut);
        blobs = writer;
        FileTree ordered = tree instanceof RepositoryTree ? new OneByOne(tree) : tree;
        rootEntry = tree.root();
        int threads = parts.options().threads();
        try (ChunkSaver saver =
                        new ChunkSaver(writer, parts.repository().config().polynomial(), threads);
                CaptureWalk walk = new CaptureWalk(
                        ordered,
                        parts.trees(),
                        new CaptureWorker(ordered, saver, parts::nodeJson, progress),
                        writer,
                        parts.nodeJson(),
                        listener,
                        progress,
                        threads)) {
            TreeDraft taken = walk.run(before == null ? null : before.snapshot().tree());
            summary = walk.summary();
            root = taken;
        }
    }

    private void mayPut() throws IOException {
        if (!confirmed) {
            confirm();
        }
        lock.checkHeld();
    }

    /** What was read before the lock was sure to hold may have been taken away by who freed space until then. */
    private synchronized void confirm() throws IOException {
        lock.confirm();
        BlobIndex used = index;
        if (!confirmed && used != null && !parts.index().isCurrent(used)) {
            throw new StoreLockedException("space was freed in the store when the backup " + id + " began");
        }
        confirmed = true;
    }

    @Override
    public StoredBackup commit(Manifest manifest, Notes notes) throws IOException {
        BlobWriter writer = blobs;
        TreeDraft nodes = root;
        CaptureSummary counts = summary;
        Entry top = rootEntry;
        if (writer == null || nodes == null || counts == null || top == null || committed) {
            throw new IllegalStateException("only a draft that was written whole is committed, and once");
        }
        String original = manifest.id() == null ? id.snapshot() : null;
        if (original == null) {
            byte[] json = ManifestJson.write(manifest);
            BlobWriter.Saved file = writer.save(BlobType.DATA, json, 0, json.length);
            nodes.add(
                    MANIFEST.name(),
                    parts.nodeJson().write(manifestEntry(top, json.length, manifest), List.of(file.id()), null));
        }
        byte[] tree = nodes.bytes();
        BlobWriter.Saved saved = writer.save(BlobType.TREE, tree, 0, tree.length);
        writer.flush();
        mayPut();
        if (snapshots.find(id) != null) {
            throw new FileAlreadyExistsException(id.value());
        }
        Snapshot snapshot = new Snapshot(
                at(id.time()),
                parent,
                saved.id(),
                List.of(manifest.dataDirectory()),
                manifest.hostname() == null ? parts.options().host() : manifest.hostname(),
                parts.options().username(),
                0,
                0,
                List.of(),
                SnapshotTags.of(notes, manifest.components(), top, original),
                null,
                original == null || manifest.tool() == null ? parts.options().program() : manifest.tool(),
                summary(counts, writer),
                Snapshot.NOTHING_UNKNOWN);
        StoredBackup stored = snapshots.add(snapshot);
        committed = true;
        return stored;
    }

    /** The manifest as it stands in the tree. */
    static Entry manifestEntry(Entry top, int size, Manifest manifest) {
        Instant modified = manifest.finishedAt() == null ? manifest.timestamp() : manifest.finishedAt();
        return Entry.file(
                MANIFEST,
                size,
                new Metadata(0600, top.metadata().uid(), top.metadata().gid(), modified, Map.of()));
    }

    private OffsetDateTime at(Instant time) {
        return time.atZone(parts.options().zone()).toOffsetDateTime();
    }

    private SnapshotSummary summary(CaptureSummary counts, BlobWriter writer) {
        return new SnapshotSummary(
                at(started),
                at(parts.clock().instant()),
                counts.filesNew,
                counts.filesChanged,
                counts.filesUnmodified,
                counts.dirsNew,
                0,
                counts.dirsUnmodified,
                writer.added(BlobType.DATA).blobs(),
                writer.added(BlobType.TREE).blobs(),
                writer.added(BlobType.DATA).bytes()
                        + writer.added(BlobType.TREE).bytes(),
                writer.added(BlobType.DATA).storedBytes()
                        + writer.added(BlobType.TREE).storedBytes(),
                counts.totalFiles,
                counts.totalBytes,
                Snapshot.NOTHING_UNKNOWN);
    }

    @Override
    public void close() throws IOException {
        try {
            if (blobs != null) {
                blobs.close();
            }
        } finally {
            lock.close();
            onClose.run();
        }
    }
}
