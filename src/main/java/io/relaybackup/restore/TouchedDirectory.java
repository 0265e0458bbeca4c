package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose metadata a swap changes: one in which something is renamed, one that stays for what is kept in it
 * and gets the backup's metadata, or one that must be opened to its owner before it can be moved.
 *
 * @param before how it was; null when there was none
 * @param after how it shall be; null when there will be none or when it needs nothing
 */
record TouchedDirectory(
        TreePath path,
        @Nullable DirectoryMetadata before,
        @Nullable DirectoryMetadata after) {

    TouchedDirectory {
        Objects.requireNonNull(path, "path");
    }
}
