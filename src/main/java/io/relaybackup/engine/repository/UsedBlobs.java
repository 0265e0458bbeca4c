package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Finds the blobs that the snapshots of a repository need, by walking each tree once. One thread. */
final class UsedBlobs {

    private final BlobIndex index;
    private final TreeLoader trees;
    private final Progress progress;
    private final BitSet used = new BitSet();
    private final Deque<Digest> waiting = new ArrayDeque<>();

    private UsedBlobs(RepositoryParts parts, BlobIndex index, Progress progress) {
        this.index = index;
        this.trees = new TreeLoader(new BlobReader(parts.storage(), () -> index, parts.codecs()));
        this.progress = progress;
    }

    /**
     * The numbers in the index of all blobs that are needed, by {@link BlobIndex#find}. Whoever asks holds a lock, so
     * that no snapshot is replaced meanwhile.
     *
     * @param snapshots that count
     * @throws CorruptRepositoryException when a snapshot or tree cannot be read, or a blob is not in the index: what it
     *     needs is not known then
     */
    static BitSet find(RepositoryParts parts, List<Digest> snapshots, BlobIndex index, Progress progress)
            throws IOException {
        UsedBlobs search = new UsedBlobs(parts, index, progress);
        for (Digest id : snapshots) {
            byte[] json = parts.repository().files().load(FileKind.SNAPSHOT, id);
            search.need(
                    BlobType.TREE,
                    Snapshot.parse(FileKind.SNAPSHOT.name(id), json).tree());
        }
        search.walk();
        return search.used;
    }

    /** The snapshots there are. */
    static List<Digest> snapshots(RepositoryParts parts) throws IOException {
        List<Digest> ids = new ArrayList<>();
        parts.storage()
                .list(
                        FileKind.SNAPSHOT.folder(),
                        file -> FileKind.SNAPSHOT.idOf(file).ifPresent(ids::add));
        return ids;
    }

    private void need(BlobType type, Digest id) throws CorruptRepositoryException {
        int number = index.find(type, id);
        if (number == BlobIndex.NONE) {
            throw BlobReader.missing(type, id, null);
        }
        if (!used.get(number)) {
            used.set(number);
            if (type == BlobType.TREE) {
                waiting.push(id);
            }
        }
    }

    private void walk() throws IOException {
        while (!waiting.isEmpty()) {
            progress.checkCancelled();
            TreeReader reader = trees.open(waiting.pop(), TreePath.ROOT);
            for (Node node = reader.next(); node != null; node = reader.next()) {
                for (Digest id : node.content()) {
                    need(BlobType.DATA, id);
                }
                if (node.subtree() != null) {
                    need(BlobType.TREE, node.subtree());
                }
            }
        }
    }
}
