package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loads tree blobs, and keeps the last ones. Safe for many threads. */
final class TreeLoader {

    private static final long KEPT_BYTES = 16L * 1024 * 1024;

    private final BlobReader blobs;
    private final Map<Digest, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    TreeLoader(BlobReader blobs) {
        this.blobs = blobs;
    }

    /** A directory's children. */
    TreeReader open(Digest tree, TreePath directory) throws IOException {
        return new TreeReader(bytes(tree), directory, "the tree " + tree);
    }

    /** The child of that name; null when there is none. */
    @Nullable
    Node find(Digest tree, TreePath directory, RawText name) throws IOException {
        TreeReader reader = open(tree, directory);
        for (Node node = reader.next(); node != null; node = reader.next()) {
            if (node.entry().path().name().equals(name)) {
                return node;
            }
        }
        return null;
    }

    /** What a tree blob holds. */
    byte[] bytes(Digest tree) throws IOException {
        synchronized (kept) {
            byte[] known = kept.get(tree);
            if (known != null) {
                return known;
            }
        }
        byte[] loaded = blobs.load(BlobType.TREE, tree);
        if (loaded.length <= KEPT_BYTES / 4) {
            keep(tree, loaded);
        }
        return loaded;
    }

    /** Forgets what it keeps. */
    void forget() {
        synchronized (kept) {
            kept.clear();
            keptBytes = 0;
        }
    }

    private void keep(Digest tree, byte[] loaded) {
        synchronized (kept) {
            if (kept.put(tree, loaded) == null) {
                keptBytes += loaded.length;
            }
            var oldest = kept.values().iterator();
            while (keptBytes > KEPT_BYTES && oldest.hasNext()) {
                keptBytes -= oldest.next().length;
                oldest.remove();
            }
        }
    }
}
