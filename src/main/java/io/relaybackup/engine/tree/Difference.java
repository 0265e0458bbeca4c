package io.relaybackup.engine.tree;

import org.jspecify.annotations.Nullable;

/**
 * How one path differs between two trees. A path whose type differs is removed first and added then.
 *
 * @param before null only for {@link Kind#ADDED}
 * @param after null only for {@link Kind#REMOVED}
 */
public record Difference(
        Kind kind, @Nullable Entry before, @Nullable Entry after) {

    /** What became of the path. */
    public enum Kind {
        ADDED,
        REMOVED,
        /** A file's bytes, or a symlink's target; perhaps metadata too. */
        CONTENT_CHANGED,
        METADATA_CHANGED,
        UNCHANGED
    }

    public Difference {
        if ((before == null) != (kind == Kind.ADDED) || (after == null) != (kind == Kind.REMOVED)) {
            throw new IllegalArgumentException(kind + " from " + before + " to " + after);
        }
    }

    public TreePath path() {
        return entry().path();
    }

    /** The entry as it is now or, for what was removed, as it was. */
    public Entry entry() {
        if (after != null) {
            return after;
        }
        if (before != null) {
            return before;
        }
        throw new IllegalStateException("neither before nor after");
    }
}
