package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;

/**
 * A topmost entry that a restore swaps whole. Units do not lie in one another.
 *
 * @param replaces there is one in the data directory, which goes
 * @param installs there is one in the backup, which comes
 */
record Unit(TreePath path, boolean replaces, boolean installs) {

    Unit {
        if (path.isRoot()) {
            throw new IllegalArgumentException("the data directory itself is never swapped");
        }
        if (!replaces && !installs) {
            throw new IllegalArgumentException("nothing to swap at " + path);
        }
    }
}
