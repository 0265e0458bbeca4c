package io.relaybackup.restore;

import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.source.Source;
import java.util.List;

/**
 * What of a data directory belongs to one component of a backup.
 *
 * @param paths with all below them; empty for everything that is not {@code claimed}
 * @param claimed where {@code paths} is empty: what belongs to others
 * @param excludes what the backup left out
 */
record Region(List<TreePath> paths, List<TreePath> claimed, List<Glob> excludes) {

    Region {
        paths = List.copyOf(paths);
        claimed = List.copyOf(claimed);
        excludes = List.copyOf(excludes);
        if (!paths.isEmpty() && !claimed.isEmpty()) {
            throw new IllegalArgumentException("a component with paths of its own takes nothing from others");
        }
    }

    static Region of(TreePath path) {
        return new Region(List.of(path), List.of(), List.of());
    }

    boolean covers(TreePath path) {
        if (path.isRoot() || Source.isReserved(path)) {
            return false;
        }
        return paths.isEmpty() ? !isBelowOneOf(path, claimed) : isBelowOneOf(path, paths);
    }

    /** Whether the path itself is left out; what is below one that is left out is not asked for. */
    boolean excludes(TreePath path) {
        return excludes.stream().anyMatch(glob -> glob.matches(path));
    }

    private static boolean isBelowOneOf(TreePath path, List<TreePath> tops) {
        return tops.stream().anyMatch(path::startsWith);
    }
}
