package io.relaybackup.engine.tree;

import io.relaybackup.engine.tree.Difference.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compares two trees by walking both at once. Its memory grows with their depth, not with their size. Reads content
 * only where the {@link ContentComparison} asks for it.
 *
 * <p>The roots themselves are not compared, and a directory whose {@link ContentId} is equal in both is not looked
 * into: it comes as one {@link Kind#UNCHANGED}.
 */
public final class TreeDiff {

    private final FileTree before;
    private final FileTree after;
    private final ContentEquality equality;
    private final Listener listener;
    private final Progress progress;

    /** Takes differences in the order of their paths. */
    @FunctionalInterface
    public interface Listener {
        void accept(Difference difference) throws IOException;
    }

    private TreeDiff(
            FileTree before, FileTree after, ContentComparison comparison, Listener listener, Progress progress) {
        this.before = before;
        this.after = after;
        this.equality = new ContentEquality(before, after, comparison, progress);
        this.listener = listener;
        this.progress = progress;
    }

    /**
     * Tells the listener of every path that is in either tree.
     *
     * @throws IOException when a tree cannot be read, or what the listener threw
     */
    public static void between(
            FileTree before, FileTree after, ContentComparison comparison, Listener listener, Progress progress)
            throws IOException {
        if (ContentEquality.haveEqualIds(before.root(), after.root())) {
            return;
        }
        new TreeDiff(before, after, comparison, listener, progress).directory(TreePath.ROOT);
    }

    private void directory(TreePath path) throws IOException {
        try (Listing left = before.list(path);
                Listing right = after.list(path)) {
            Entry a = left.next();
            Entry b = right.next();
            while (a != null || b != null) {
                progress.checkCancelled();
                int order = order(a, b);
                if (a != null && b != null && order == 0) {
                    both(a, b);
                } else if (a != null && order < 0) {
                    one(before, Kind.REMOVED, a);
                } else if (b != null) {
                    one(after, Kind.ADDED, b);
                }
                a = order <= 0 ? left.next() : a;
                b = order >= 0 ? right.next() : b;
            }
        }
    }

    /** Negative when the left comes first, and the end comes after everything. */
    private static int order(@Nullable Entry a, @Nullable Entry b) {
        if (a == null || b == null) {
            return a == null ? 1 : -1;
        }
        return a.path().compareTo(b.path());
    }

    private void both(Entry a, Entry b) throws IOException {
        if (a.type() != b.type()) {
            one(before, Kind.REMOVED, a);
            one(after, Kind.ADDED, b);
            return;
        }
        boolean pruned = a.isDirectory() && ContentEquality.haveEqualIds(a, b);
        if (!equality.holds(a, b)) {
            listener.accept(new Difference(Kind.CONTENT_CHANGED, a, b));
        } else if (isLike(a, b)) {
            listener.accept(new Difference(Kind.UNCHANGED, a, b));
        } else {
            listener.accept(new Difference(Kind.METADATA_CHANGED, a, b));
        }
        if (a.isDirectory() && !pruned) {
            directory(a.path());
        }
    }

    /** An entry that only one tree has, with everything below it. */
    private void one(FileTree tree, Kind kind, Entry entry) throws IOException {
        progress.checkCancelled();
        listener.accept(kind == Kind.ADDED ? new Difference(kind, null, entry) : new Difference(kind, entry, null));
        if (!entry.isDirectory()) {
            return;
        }
        try (Listing children = tree.list(entry.path())) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                one(tree, kind, child);
            }
        }
    }

    /** Java before 22 sets a symlink's time to the microsecond, so one that was restored differs by less. */
    private static Instant time(Entry entry) {
        Instant modified = entry.metadata().modified();
        return entry.type() == EntryType.SYMLINK ? modified.truncatedTo(ChronoUnit.MICROS) : modified;
    }

    /** No extended attributes may mean that nobody looked for them, so they differ only where both have some. */
    private static boolean isLike(Entry first, Entry second) {
        Metadata a = first.metadata();
        Metadata b = second.metadata();
        return a.mode() == b.mode()
                && a.uid() == b.uid()
                && a.gid() == b.gid()
                && time(first).equals(time(second))
                && (a.extended().isEmpty()
                        || b.extended().isEmpty()
                        || a.extended().equals(b.extended()));
    }
}
