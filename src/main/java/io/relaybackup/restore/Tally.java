package io.relaybackup.restore;

import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.engine.tree.TreePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts what a restore would change and write, and remembers the first of it. Listens to the comparison of what is to
 * be restored, which comes first, with what is there.
 */
final class Tally implements TreeDiff.Listener {

    /** What a file system gives space in, nearly everywhere. */
    private static final long BLOCK = 4096;

    private final List<RestorePlan.Change> changes = new ArrayList<>();
    private final Set<List<Long>> hardLinked = new HashSet<>();
    private long added;
    private long changed;
    private long removed;
    private long unchanged;
    private long files;
    private long bytes;
    private long space;

    @Override
    public void accept(Difference difference) {
        Entry restored = difference.before();
        if (restored != null) {
            countWritten(restored);
        }
        switch (difference.kind()) {
            case REMOVED -> {
                added++;
                list(difference.path(), RestorePlan.Kind.ADDED);
            }
            case ADDED -> {
                removed++;
                list(difference.path(), RestorePlan.Kind.REMOVED);
            }
            case CONTENT_CHANGED, METADATA_CHANGED -> {
                // The time of a directory says that something in it is different, and that is counted there.
                if (!difference.entry().isDirectory()) {
                    changed++;
                    list(difference.path(), RestorePlan.Kind.CHANGED);
                }
            }
            case UNCHANGED -> {
                if (!difference.entry().isDirectory()) {
                    unchanged++;
                }
            }
        }
    }

    private void countWritten(Entry entry) {
        space += BLOCK;
        if (!entry.isFile()) {
            return;
        }
        files++;
        SourceStamp stamp = entry.stamp();
        boolean again = stamp != null && stamp.links() > 1 && !hardLinked.add(List.of(stamp.device(), stamp.inode()));
        if (!again) {
            bytes += entry.size();
            space += (entry.size() + BLOCK - 1) / BLOCK * BLOCK;
        }
    }

    private void list(TreePath path, RestorePlan.Kind kind) {
        if (changes.size() < RestorePlan.LISTED) {
            changes.add(new RestorePlan.Change(path.percentEncoded(), kind));
        }
    }

    long added() {
        return added;
    }

    long changed() {
        return changed;
    }

    long removed() {
        return removed;
    }

    long unchanged() {
        return unchanged;
    }

    List<RestorePlan.Change> changes() {
        return changes;
    }

    long files() {
        return files;
    }

    /** Of files' content, that of hard links once. */
    long bytes() {
        return bytes;
    }

    /** Bytes that the file system will give away for it. */
    long space() {
        return space;
    }
}
