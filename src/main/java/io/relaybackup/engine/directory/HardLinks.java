package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.SourceStamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds the names that are hard links of one another. Remembers only files that have several names. One thread. */
final class HardLinks {

    private final Map<Identity, SinkFile> firstNames = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    private record Identity(long device, long inode) {}

    /** A name to be linked to what the first name leads to. */
    record Pending(SinkFile name, Path firstName) {}

    /** Whether another name of the same file came before; then this one is {@link #pending}. */
    boolean isFurtherName(SinkFile file) {
        SourceStamp stamp = file.entry().stamp();
        if (stamp == null || stamp.links() < 2) {
            return false;
        }
        SinkFile first = firstNames.putIfAbsent(new Identity(stamp.device(), stamp.inode()), file);
        if (first == null || !isAlike(first.entry(), file.entry())) {
            return false;
        }
        pending.add(new Pending(file, first.path()));
        return true;
    }

    /** The file may have changed between the readings of its names, which then are two files. */
    private static boolean isAlike(Entry a, Entry b) {
        return a.isHardLinkOf(b)
                && a.size() == b.size()
                && a.metadata().equals(b.metadata())
                && Objects.equals(a.contentId(), b.contentId());
    }

    List<Pending> pending() {
        return pending;
    }
}
