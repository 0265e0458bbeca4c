package io.relaybackup.engine.tree;

import java.io.IOException;

/**
 * Takes a whole tree and keeps it in its own way: as a directory, a zip, a tar. It pulls; nobody pushes entries into
 * it.
 */
public interface TreeSink {

    /**
     * Takes everything below the tree's root.
     *
     * @throws IOException when something cannot be read or kept; what was written so far is then worth nothing
     */
    void write(FileTree tree, Progress progress) throws IOException;
}
