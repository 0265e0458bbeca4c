package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;

/** What was just written reads back as something else: the disk, or somebody on it, is at fault. */
final class StagedMismatchException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient TreePath path;

    StagedMismatchException(TreePath path) {
        super("what was written for '" + path + "' reads back differently");
        this.path = path;
    }

    TreePath path() {
        return path;
    }
}
