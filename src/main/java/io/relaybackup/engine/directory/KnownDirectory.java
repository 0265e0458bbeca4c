package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.TreePath;
import java.nio.file.Path;

/**
 * A directory that was open once, kept in mind without keeping it open.
 *
 * @param path where it was
 * @param key device and inode, by which it is known again
 */
record KnownDirectory(TreePath where, Path path, Object key) {}
