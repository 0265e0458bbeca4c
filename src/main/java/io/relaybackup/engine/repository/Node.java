package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing in a tree blob: an entry, and where its content lies.
 *
 * @param content the blobs of a file, in order; empty for everything else
 * @param subtree a directory's tree blob; null for everything else, and for a directory whose tree was lost
 * @param device the number of a device, {@code st_rdev}; 0 for everything else
 */
record Node(Entry entry, List<Digest> content, @Nullable Digest subtree, long device) {

    Node {
        content = List.copyOf(content);
        if (!content.isEmpty() && !entry.isFile() || subtree != null && !entry.isDirectory()) {
            throw new IllegalArgumentException(
                    "only a file has content, and only a directory a subtree: " + entry.path());
        }
        if (device != 0 && !isDevice(entry.type())) {
            throw new IllegalArgumentException("only a device has a device's number: " + entry.path());
        }
    }

    Node(Entry entry, List<Digest> content, @Nullable Digest subtree) {
        this(entry, content, subtree, 0);
    }

    private static boolean isDevice(EntryType type) {
        return type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
    }
}
