package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A directory on disk, below which {@link TreePath}s are found byte for byte. */
record LocalRoot(Path path) {

    /**
     * Where a path is on disk; nothing is looked at. Only a URI carries names that are not UTF-8 into a {@link Path}.
     */
    Path at(TreePath below) {
        if (below.isRoot()) {
            return path;
        }
        String root = path.toUri().toString();
        String separator = root.endsWith("/") ? "" : "/";
        return path.getFileSystem().provider().getPath(URI.create(root + separator + below.percentEncoded()));
    }

    /**
     * Makes sure that a path is reached through real directories only.
     *
     * @throws NotDirectoryException when one of the directories above it is missing, a symlink or anything else
     */
    void requireRealParents(TreePath below) throws IOException {
        for (TreePath above = below.parent(); !above.isRoot(); above = above.parent()) {
            if (!Files.isDirectory(at(above), LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(above.toString());
            }
        }
    }
}
