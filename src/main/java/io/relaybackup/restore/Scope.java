package io.relaybackup.restore;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SelectedTree;
import io.relaybackup.engine.tree.TreePath;
import java.util.List;

/**
 * Which entries a restore makes exactly as the backup has them, and which it leaves alone. Says nothing of whether
 * there are any.
 *
 * @param regions of the components that are replaced; they do not overlap
 * @param wanted only these paths and what is below them; empty for all
 */
record Scope(List<Region> regions, List<TreePath> wanted) {

    Scope {
        regions = List.copyOf(regions);
        wanted = List.copyOf(wanted);
    }

    /** What happens to an entry, and whether to look below it. */
    enum Reach {
        /** It becomes what the backup has, or goes where the backup has none. */
        REPLACED,
        /** It stays, but below it something may be replaced. */
        LEADS,
        /** It stays with all below it. */
        KEPT
    }

    /** What happens to a path whose parent is not {@link Reach#KEPT}. */
    Reach of(TreePath path) {
        if (path.isRoot()) {
            return Reach.LEADS;
        }
        if (isWanted(path) && regions.stream().anyMatch(r -> r.covers(path) && !r.excludes(path))) {
            return Reach.REPLACED;
        }
        return leadsToOne(path) ? Reach.LEADS : Reach.KEPT;
    }

    /** {@link #of} for any path, whatever is above it. */
    Reach ofAny(TreePath path) {
        TreePath at = TreePath.ROOT;
        Reach reach = Reach.LEADS;
        for (RawText name : path.names()) {
            at = at.resolve(name);
            reach = of(at);
            if (reach == Reach.KEPT) {
                return Reach.KEPT;
            }
        }
        return reach;
    }

    /** Whether a path would be replaced had the backup not left it out. */
    boolean excludes(TreePath path) {
        return isWanted(path) && regions.stream().anyMatch(r -> r.covers(path) && r.excludes(path));
    }

    /** Whether the metadata of the data directory itself is restored: where everything is that no component claims. */
    boolean includesRoot() {
        return wanted.isEmpty() && regions.stream().anyMatch(r -> r.paths().isEmpty());
    }

    /** What a restore reaches of a tree; closing it closes the tree. */
    FileTree of(FileTree tree) {
        return SelectedTree.where(tree, path -> of(path) != Reach.KEPT);
    }

    private boolean isWanted(TreePath path) {
        return wanted.isEmpty() || wanted.stream().anyMatch(path::startsWith);
    }

    private boolean leadsToOne(TreePath path) {
        if (wanted.stream().anyMatch(w -> w.startsWith(path) && !w.equals(path))) {
            return true;
        }
        return isWanted(path)
                && regions.stream()
                        .flatMap(r -> r.paths().stream())
                        .anyMatch(p -> p.startsWith(path) && !p.equals(path));
    }
}
