package io.relaybackup.restore;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A directory on disk, below which {@link TreePath}s are found byte for byte. */
record LocalRoot(Path path) {

    /** Where a path is on disk; nothing is looked at. */
    Path at(TreePath below) {
        return RawPaths.resolve(path, below);
    }

    /** Whether a path is reached through real directories only. */
    boolean hasRealParents(TreePath below) throws IOException {
        for (TreePath above = below.parent(); !above.isRoot(); above = above.parent()) {
            if (!Look.isDirectory(at(above))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes sure of that.
     *
     * @throws NotDirectoryException when one of the directories above it is missing, a symlink or anything else
     */
    void requireRealParents(TreePath below) throws IOException {
        if (!hasRealParents(below)) {
            throw new NotDirectoryException(below.parent().toString());
        }
    }
}
