package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing in a tree blob: an entry, and where its content lies.
 *
 * @param content the blobs of a file, in order; empty for everything else
 * @param subtree a directory's tree blob; null for everything else, and for a directory whose tree was lost
 */
record Node(Entry entry, List<Digest> content, @Nullable Digest subtree) {

    Node {
        content = List.copyOf(content);
        if (!content.isEmpty() && !entry.isFile() || subtree != null && !entry.isDirectory()) {
            throw new IllegalArgumentException(
                    "only a file has content, and only a directory a subtree: " + entry.path());
        }
    }
}
