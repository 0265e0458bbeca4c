package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

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
    private @Nullable BlobWriter blobs;
    private @Nullable TreeDraft root;
    private @Nullable CaptureSummary summary;
    private @Nullable Entry rootEntry;
    private @Nullable Digest parent;
    private Instant started;
    private boolean begun;
    private boolean committed;

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
        BlobWriter writer = new BlobWriter(
                parts.storage(),
                parts.repository(),
                parts.index().blobs(),
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
        lock.confirm();
        lock.checkHeld();
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
        byte[] json = ManifestJson.write(manifest);
        BlobWriter.Saved file = writer.save(BlobType.DATA, json, 0, json.length);
        nodes.add(
                MANIFEST.name(),
                parts.nodeJson().write(manifestEntry(top, json.length, manifest), List.of(file.id()), null));
        byte[] tree = nodes.bytes();
        BlobWriter.Saved saved = writer.save(BlobType.TREE, tree, 0, tree.length);
        counts.dataAdded += file.addedBytes() + saved.addedBytes();
        writer.flush();
        mayPut();
        if (snapshots.find(id) != null) {
            throw new FileAlreadyExistsException(id.value());
        }
        Snapshot snapshot = Snapshot.of(
                id.time(),
                parts.options().zone(),
                parent,
                saved.id(),
                manifest.dataDirectory(),
                manifest.hostname() == null ? parts.options().host() : manifest.hostname(),
                parts.options().username(),
                SnapshotTags.of(notes, manifest.components(), top),
                parts.options().program(),
                summaryJson(counts));
        StoredBackup stored = snapshots.add(snapshot);
        committed = true;
        return stored;
    }

    private static Entry manifestEntry(Entry top, int size, Manifest manifest) {
        Instant modified = manifest.finishedAt() == null ? manifest.timestamp() : manifest.finishedAt();
        return Entry.file(
                MANIFEST,
                size,
                new Metadata(0600, top.metadata().uid(), top.metadata().gid(), modified, Map.of()));
    }

    private ObjectNode summaryJson(CaptureSummary counts) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("backup_start", Snapshot.time(started, parts.options().zone()));
        json.put(
                "backup_end",
                Snapshot.time(parts.clock().instant(), parts.options().zone()));
        json.put("files_new", counts.filesNew)
                .put("files_changed", counts.filesChanged)
                .put("files_unmodified", counts.filesUnmodified)
                .put("dirs_new", counts.dirsNew)
                .put("dirs_changed", 0)
                .put("dirs_unmodified", counts.dirsUnmodified)
                .put("data_blobs", counts.dataBlobs)
                .put("tree_blobs", counts.treeBlobs)
                .put("data_added", counts.dataAdded)
                .put("data_added_packed", counts.dataAdded)
                .put("total_files_processed", counts.totalFiles)
                .put("total_bytes_processed", counts.totalBytes);
        return json;
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
