package io.relaybackup.engine.repository;

import io.relaybackup.engine.chunk.Chunker;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes blobs again that are missing, of another store's copy of the same backup: the same content is cut in the same
 * places, and the same entries make the same tree. Each blob that is taken is the one that was missing, by its SHA-256.
 * One thread.
 */
final class CopyRecovery {

    private static final Logger log = LoggerFactory.getLogger(CopyRecovery.class);

    private static final TreePath MANIFEST = TreePath.of(Manifest.FILE_NAME);

    private final RepositoryParts parts;
    private final BlobIndex index;
    private final BlobWriter writer;
    private final Progress progress;
    private final TreeLoader trees;
    private final NodeJson json;
    private final byte[] buffer = new byte[Chunker.LONGEST + 1024 * 1024];
    private final Set<Digest> intact = new HashSet<>();

    /**
     * To recover what an index does not have.
     *
     * @param writer to the same index
     */
    CopyRecovery(RepositoryParts parts, BlobIndex index, BlobWriter writer, Progress progress) {
        this.parts = parts;
        this.index = index;
        this.writer = writer;
        this.progress = progress;
        this.trees = new TreeLoader(new BlobReader(parts.storage(), () -> index, parts.codecs()));
        this.json = parts.nodeJson();
    }

    /** Takes what a backup lacks from another store, if that has it. Trouble with the other store is only logged. */
    void recover(Snapshots.Known backup, BackupStore other) throws IOException {
        BackupId id = backup.backup().id();
        try (Source source = new Source(id, other)) {
            if (isWhole(backup.top(), TreePath.ROOT, source)) {
                log.debug("All that {} needs is there", id);
            }
        }
    }

    /** The copy in the other store, opened when it is needed. */
    private static final class Source implements AutoCloseable {

        private final BackupId id;
        private final BackupStore store;
        private @Nullable FileTree tree;
        private boolean away;

        private Source(BackupId id, BackupStore store) {
            this.id = id;
            this.store = store;
        }

        private @Nullable FileTree tree() {
            if (tree == null && !away) {
                try {
                    tree = store.open(id);
                } catch (BackupNotFoundException e) {
                    away = true;
                } catch (IOException e) {
                    away = true;
                    log.warn("A store's copy of {} is of no help: {}", id, e.toString());
                }
            }
            return tree;
        }

        @Override
        public void close() throws IOException {
            if (tree != null) {
                tree.close();
            }
        }
    }

    private boolean isWhole(Digest tree, TreePath directory, Source source) throws IOException {
        if (intact.contains(tree)) {
            return true;
        }
        progress.checkCancelled();
        boolean whole = true;
        try {
            if (!index.has(BlobType.TREE, tree)) {
                return writer.has(BlobType.TREE, tree) || isRebuilt(tree, directory, source);
            }
            TreeReader reader = trees.open(tree, directory);
            for (Node node = reader.next(); node != null; node = reader.next()) {
                if (node.subtree() != null) {
                    whole &= isWhole(node.subtree(), node.entry().path(), source);
                } else if (!has(node.content())) {
                    whole &= isRecovered(node, source);
                }
            }
        } catch (CorruptRepositoryException e) {
            return isRebuilt(tree, directory, source);
        }
        if (whole) {
            intact.add(tree);
        }
        return whole;
    }

    private boolean has(List<Digest> content) {
        return content.stream().allMatch(id -> writer.has(BlobType.DATA, id));
    }

    /** Told of each chunk of a content. */
    private interface Chunks {
        void each(byte[] bytes, int from, int length) throws IOException;
    }

    private boolean isRecovered(Node file, Source source) throws IOException {
        FileTree copy = source.tree();
        if (copy == null) {
            return false;
        }
        Set<Digest> wanted = new HashSet<>(file.content());
        wanted.removeIf(id -> writer.has(BlobType.DATA, id));
        try (InputStream content = open(file.entry().path(), source, copy)) {
            if (content != null) {
                cut(content, (bytes, from, length) -> {
                    if (wanted.contains(Digest.ofContent(bytes, from, length))) {
                        writer.save(BlobType.DATA, bytes, from, length);
                    }
                });
            }
        } catch (SourceTrouble e) {
            log.warn("'{}' of {} cannot be read elsewhere: {}", file.entry().path(), source.id, e.toString());
        }
        return has(file.content());
    }

    private static @Nullable InputStream open(TreePath path, Source source, FileTree copy) throws SourceTrouble {
        try {
            Entry entry = copy.find(path);
            if (entry != null) {
                return entry.isFile() ? copy.open(entry) : null;
            }
            return path.equals(MANIFEST) ? new ByteArrayInputStream(source.store.manifest(source.id)) : null;
        } catch (IOException e) {
            throw new SourceTrouble(e);
        }
    }

    /** The other store failed, not this one. */
    private static final class SourceTrouble extends IOException {

        private static final long serialVersionUID = 1L;

        private SourceTrouble(IOException cause) {
            super(cause);
        }
    }

    private void cut(InputStream content, Chunks chunks) throws IOException {
        Chunker chunker = new Chunker(parts.repository().config().polynomial());
        int start = 0;
        int end = 0;
        boolean ended = false;
        while (!ended) {
            if (end == buffer.length) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            }
            int read;
            try {
                read = content.read(buffer, end, buffer.length - end);
            } catch (IOException e) {
                throw new SourceTrouble(e);
            }
            ended = read < 0;
            progress.checkCancelled();
            progress.advance(0, Math.max(0, read));
            end += Math.max(0, read);
            for (int n = chunker.next(buffer, start, end, ended); n > 0; n = chunker.next(buffer, start, end, ended)) {
                chunks.each(buffer, start, n);
                start += n;
            }
        }
        if (end > start) {
            chunks.each(buffer, start, end - start);
        }
    }

    private boolean isRebuilt(Digest tree, TreePath directory, Source source) throws IOException {
        FileTree copy = source.tree();
        if (copy == null) {
            return false;
        }
        try {
            Entry entry = copy.find(directory);
            if (entry == null || !entry.isDirectory()) {
                return false;
            }
            return rebuild(entry, source, copy).equals(tree);
        } catch (SourceTrouble e) {
            log.warn("'{}' of {} cannot be read elsewhere: {}", directory, source.id, e.toString());
            return false;
        }
    }

    /** Makes the tree of a directory and all below it, with their content. */
    private Digest rebuild(Entry directory, Source source, FileTree copy) throws IOException {
        progress.checkCancelled();
        TreeDraft draft = new TreeDraft(null, 0, directory);
        for (Entry child : children(directory, copy)) {
            Digest subtree = child.isDirectory() ? rebuild(child, source, copy) : null;
            List<Digest> content = child.isFile() ? content(child.path(), source, copy) : List.of();
            draft.set(draft.expect(child.path().name()), json.write(CaptureWorker.distrusted(child), content, subtree));
        }
        if (directory.path().isRoot()) {
            addManifest(draft, source, copy);
        }
        byte[] bytes = draft.bytes();
        return writer.save(BlobType.TREE, bytes, 0, bytes.length).id();
    }

    private static List<Entry> children(Entry directory, FileTree copy) throws SourceTrouble {
        List<Entry> children = new ArrayList<>();
        try (Listing listing = copy.list(directory.path())) {
            for (Entry child = listing.next(); child != null; child = listing.next()) {
                children.add(child);
            }
        } catch (IOException e) {
            throw new SourceTrouble(e);
        }
        return children;
    }

    private List<Digest> content(TreePath path, Source source, FileTree copy) throws IOException {
        List<Digest> ids = new ArrayList<>();
        try (InputStream content = open(path, source, copy)) {
            if (content != null) {
                cut(
                        content,
                        (bytes, from, length) -> ids.add(
                                writer.save(BlobType.DATA, bytes, from, length).id()));
            }
        }
        return ids;
    }

    private void addManifest(TreeDraft draft, Source source, FileTree copy) throws IOException {
        List<Digest> content = content(MANIFEST, source, copy);
        try {
            byte[] bytes = source.store.manifest(source.id);
            Entry entry = RepositoryDraft.manifestEntry(copy.root(), bytes.length, ManifestJson.read(bytes));
            draft.add(MANIFEST.name(), json.write(entry, content, null));
        } catch (IOException e) {
            throw new SourceTrouble(e);
        }
    }
}
