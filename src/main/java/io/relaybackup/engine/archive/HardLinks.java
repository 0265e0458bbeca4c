package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.SourceStamp;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers the first name of each inode that has several, until all of them have passed. */
final class HardLinks {

    private record Inode(long device, long number) {}

    private static final class Names {
        private final Entry first;
        private long left;

        Names(Entry first, long left) {
            this.first = first;
            this.left = left;
        }
    }

    private final Map<Inode, Names> open = new HashMap<>();

    /**
     * The entry that this file is a further name of, or null when it must be written with its content: it is the first,
     * or it was captured with other content than the first.
     */
    @Nullable
    Entry firstNameOf(Entry file) {
        SourceStamp stamp = file.stamp();
        if (stamp == null || stamp.links() < 2) {
            return null;
        }
        Inode inode = new Inode(stamp.device(), stamp.inode());
        Names names = open.get(inode);
        if (names == null) {
            open.put(inode, new Names(file, stamp.links() - 1));
            return null;
        }
        if (--names.left == 0) {
            open.remove(inode);
        }
        return sameContent(names.first, file) ? names.first : null;
    }

    /** The application may have written between the capture of one name and that of another. */
    private static boolean sameContent(Entry first, Entry file) {
        if (first.size() != file.size()) {
            return false;
        }
        ContentId a = first.contentId();
        ContentId b = file.contentId();
        return a == null || b == null || !a.isSha256() || !b.isSha256() || a.equals(b);
    }
}
