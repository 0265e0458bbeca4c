package io.relaybackup.engine.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of another tree, under the same paths. Closing it closes the other.
 *
 * <p>A directory from which something may be left out has no {@link ContentId}.
 */
public final class SelectedTree implements FileTree {

    private final FileTree tree;
    private final Selection selection;

    private SelectedTree(FileTree tree, Selection selection) {
        this.tree = tree;
        this.selection = selection;
    }

    /** How much of what is at a path, and below it, belongs to the part. */
    private enum Share {
        ALL,
        /** The path itself if it is a directory, and something below it. */
        BELOW,
        /** The path itself, and perhaps something below it. */
        SOME,
        NONE
    }

    private interface Selection {
        Share of(TreePath path);
    }

    /**
     * These paths with everything below them, and the directories that lead to them. Paths that are not there select
     * nothing.
     */
    public static SelectedTree of(FileTree tree, Collection<TreePath> paths) {
        List<TreePath> selected = List.copyOf(paths);
        return new SelectedTree(tree, path -> {
            boolean leadsToOne = false;
            for (TreePath one : selected) {
                if (path.startsWith(one)) {
                    return Share.ALL;
                }
                leadsToOne |= one.startsWith(path);
            }
            return leadsToOne ? Share.BELOW : Share.NONE;
        });
    }

    /** What passes a test, where everything above it passes too. The root always does. */
    public static SelectedTree where(FileTree tree, Predicate<TreePath> test) {
        return new SelectedTree(tree, path -> {
            for (TreePath at = path; !at.isRoot(); at = at.parent()) {
                if (!test.test(at)) {
                    return Share.NONE;
                }
            }
            return Share.SOME;
        });
    }

    @Override
    public Entry root() throws IOException {
        Entry root = tree.root();
        return selection.of(TreePath.ROOT) == Share.ALL ? root : root.withContentId(null);
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        Share share =
                directory.isRoot() && selection.of(directory) == Share.NONE ? Share.BELOW : selection.of(directory);
        if (share == Share.NONE) {
            throw new NoSuchFileException(directory.toString());
        }
        Listing all = tree.list(directory);
        return share == Share.ALL ? all : new SelectedListing(all);
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        if (path.isRoot()) {
            return root();
        }
        if (selection.of(path) == Share.NONE) {
            return null;
        }
        Entry entry = tree.find(path);
        return entry == null ? null : selected(entry);
    }

    private @Nullable Entry selected(Entry entry) {
        return switch (selection.of(entry.path())) {
            case ALL -> entry;
            case BELOW -> entry.isDirectory() ? entry.withContentId(null) : null;
            case SOME -> entry.isDirectory() ? entry.withContentId(null) : entry;
            case NONE -> null;
        };
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        return tree.open(file);
    }

    @Override
    public void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        tree.read(files, receiver);
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }

    private final class SelectedListing implements Listing {

        private final Listing all;

        SelectedListing(Listing all) {
            this.all = all;
        }

        @Override
        public @Nullable Entry next() throws IOException {
            for (Entry entry = all.next(); entry != null; entry = all.next()) {
                Entry selected = selected(entry);
                if (selected != null) {
                    return selected;
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            all.close();
        }
    }
}
