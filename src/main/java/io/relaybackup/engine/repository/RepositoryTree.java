package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot holds. Directories are loaded as they are asked for, content pack by pack. Every byte that is handed
 * over has passed its MAC and its SHA-256.
 */
final class RepositoryTree implements FileTree {

    private static final int KEPT_SUBTREES = 20_000;

    private static final ContentId EMPTY = ContentId.sha256(Digest.sha256().digest());

    private final TreeLoader trees;
    private final PackReading reading;
    private final BlobReader blobs;
    private final Entry root;
    private final Digest rootTree;
    private final @Nullable RawText hidden;
    private final Closing onClose;

    /** Of directories that were met, as whoever lists one mostly lists those in it next. */
    private final Map<TreePath, Digest> subtrees = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TreePath, Digest> eldest) {
            return size() > KEPT_SUBTREES;
        }
    });

    /** Ends what was begun for a tree, as a lock. */
    interface Closing {
        /** Makes sure that nothing is taken away while content is read. */
        void beforeReading() throws IOException;

        void close() throws IOException;
    }

    /**
     * A tree.
     *
     * @param root the root's own entry
     * @param hidden a name at the root that is left out
     */
    RepositoryTree(
            TreeLoader trees,
            BlobReader blobs,
            PackReading reading,
            Entry root,
            Digest rootTree,
            @Nullable RawText hidden,
            Closing onClose) {
        this.trees = trees;
        this.blobs = blobs;
        this.reading = reading;
        this.root = root.withContentId(hidden == null ? directoryId(rootTree) : null);
        this.rootTree = rootTree;
        this.hidden = hidden;
        this.onClose = onClose;
    }

    @Override
    public Entry root() {
        return root;
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        Digest tree = directory.isRoot() ? rootTree : subtree(directory);
        TreeReader reader = trees.open(tree, directory);
        return new Listing() {
            @Override
            public @Nullable Entry next() throws IOException {
                Node node = reader.next();
                if (node != null && isHidden(node.entry().path())) {
                    node = reader.next();
                }
                if (node == null) {
                    return null;
                }
                if (node.subtree() != null) {
                    subtrees.put(node.entry().path(), node.subtree());
                }
                return identified(node);
            }

            @Override
            public void close() {}
        };
    }

    private Digest subtree(TreePath directory) throws IOException {
        Digest known = subtrees.get(directory);
        if (known != null) {
            return known;
        }
        Node node = node(directory);
        if (node == null) {
            throw new NoSuchFileException(directory.toString());
        }
        Digest tree = node.subtree();
        if (!node.entry().isDirectory()) {
            throw new NotDirectoryException(directory.toString());
        }
        if (tree == null) {
            throw new CorruptBackupException("the directory '" + directory + "' has no content recorded", null);
        }
        return tree;
    }

    /** From the nearest directory above that was met lately. */
    private @Nullable Node node(TreePath path) throws IOException {
        Deque<TreePath> below = new ArrayDeque<>();
        Digest tree = null;
        TreePath at = path;
        while (tree == null) {
            below.push(at);
            at = at.parent();
            tree = at.isRoot() ? rootTree : subtrees.get(at);
        }
        while (true) {
            TreePath next = below.pop();
            Node node = isHidden(next) ? null : trees.find(tree, next.parent(), next.name());
            if (node == null || below.isEmpty()) {
                return node;
            }
            tree = node.subtree();
            if (tree == null) {
                return null;
            }
            subtrees.put(next, tree);
        }
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        if (path.isRoot()) {
            return root;
        }
        Node node = node(path);
        return node == null ? null : identified(node);
    }

    private boolean isHidden(TreePath path) {
        return hidden != null && path.parent().isRoot() && hidden.equals(path.name());
    }

    private static Entry identified(Node node) {
        Entry entry = node.entry();
        if (entry.isDirectory()) {
            Digest subtree = node.subtree();
            return subtree == null ? entry : entry.withContentId(directoryId(subtree));
        }
        return entry.isFile() ? entry.withContentId(fileId(node.content())) : entry;
    }

    private static ContentId directoryId(Digest tree) {
        return ContentId.opaque(tree.bytes());
    }

    private static ContentId fileId(List<Digest> content) {
        if (content.isEmpty()) {
            return EMPTY;
        }
        if (content.size() == 1) {
            return ContentId.sha256(content.get(0).bytes());
        }
        MessageDigest sha256 = Digest.sha256();
        content.forEach(id -> sha256.update(id.bytes()));
        return ContentId.opaque(sha256.digest());
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        Node node = node(file.path());
        if (node == null || !node.entry().isFile()) {
            throw new NoSuchFileException(file.path().toString());
        }
        return new BlobSequence(node, reading, blobs);
    }

    @Override
    public void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        onClose.beforeReading();
        reading.read(nodes(files), receiver);
    }

    /** With their content; each directory is gone through once, as neighbours come together. */
    private List<PackReading.Wanted> nodes(List<Entry> files) throws IOException {
        Map<TreePath, Map<RawText, Entry>> byDirectory = new LinkedHashMap<>();
        for (Entry file : files) {
            byDirectory
                    .computeIfAbsent(file.path().parent(), parent -> new LinkedHashMap<>())
                    .put(file.path().name(), file);
        }
        List<PackReading.Wanted> wanted = new ArrayList<>(files.size());
        for (Map.Entry<TreePath, Map<RawText, Entry>> each : byDirectory.entrySet()) {
            Map<RawText, Entry> names = each.getValue();
            TreePath directory = each.getKey();
            TreeReader reader = trees.open(directory.isRoot() ? rootTree : subtree(directory), directory);
            for (Node node = reader.next(); node != null && !names.isEmpty(); node = reader.next()) {
                Entry asked = names.remove(node.entry().path().name());
                if (asked != null) {
                    wanted.add(new PackReading.Wanted(asked, node.content()));
                }
            }
            for (Entry missing : names.values()) {
                throw new NoSuchFileException(missing.path().toString());
            }
        }
        return wanted;
    }

    @Override
    public void close() throws IOException {
        onClose.close();
    }
}
