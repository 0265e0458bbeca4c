package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import org.jspecify.annotations.Nullable;

/**
 * Where a line of {@code entries.jsonl} starts.
 *
 * @param name of the entry in that directory; null for the line that begins the directory
 * @param at bytes from the start of the file
 */
record Mark(TreePath directory, @Nullable RawText name, long at) {

    /** Compares as the lines stand in the file. */
    int compareTo(TreePath otherDirectory, @Nullable RawText otherName) {
        int order = directory.compareTo(otherDirectory);
        if (order != 0) {
            return order;
        }
        if (name == null || otherName == null) {
            return (name == null ? 0 : 1) - (otherName == null ? 0 : 1);
        }
        return name.compareTo(otherName);
    }
}
