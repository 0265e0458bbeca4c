package io.relaybackup.restore;

import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.ContentEquality;
import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a restore is about to replace with the safety backup of it, by what {@code stat} tells: a difference
 * would be lost. Sockets, fifos and devices do not count: not every store has a place for them. Files that were young
 * when they were saved, of which a repository keeps no ctime, are compared byte for byte.
 */
final class SourceCheck implements TreeDiff.Listener {

    private final Scope scope;
    private final List<Difference> doubtful = new ArrayList<>();
    private @Nullable TreePath first;

    private SourceCheck(Scope scope) {
        this.scope = scope;
    }

    /** The first path within the scope that is not as it was saved; null when all is. */
    static @Nullable TreePath firstDifference(Scope scope, FileTree saved, FileTree live, Progress progress)
            throws IOException {
        SourceCheck check = new SourceCheck(scope);
        TreeDiff.between(scope.of(saved), scope.of(live), ContentComparison.SIZE, check, progress);
        ContentEquality bytes = new ContentEquality(saved, live, ContentComparison.BYTES, progress);
        for (Difference file : check.doubtful) {
            if (check.first == null
                    && !bytes.holds(Objects.requireNonNull(file.before()), Objects.requireNonNull(file.after()))) {
                check.first = file.path();
            }
        }
        return check.first;
    }

    @Override
    public void accept(Difference difference) {
        if (first == null
                && scope.of(difference.path()) == Scope.Reach.REPLACED
                && !difference.entry().isSpecial()) {
            if (isDoubtful(difference)) {
                doubtful.add(difference);
            } else if (isDifferent(difference)) {
                first = difference.path();
            }
        }
    }

    /** Whether the stamp of the saved one is not enough to tell, and all else is equal. */
    private static boolean isDoubtful(Difference difference) {
        SourceStamp saved = stamp(difference.before());
        SourceStamp live = stamp(difference.after());
        return difference.kind() == Difference.Kind.UNCHANGED
                && saved != null
                && live != null
                && !saved.settled()
                && saved.size() == live.size()
                && !isSame(saved, live);
    }

    private static @Nullable SourceStamp stamp(@Nullable Entry entry) {
        return entry == null || !entry.isFile() ? null : entry.stamp();
    }

    private static boolean isDifferent(Difference difference) {
        Entry saved = difference.before();
        Entry live = difference.after();
        if (saved == null || live == null || difference.kind() == Difference.Kind.CONTENT_CHANGED) {
            return true;
        }
        return saved.isFile() && !isSame(saved.stamp(), live.stamp());
    }

    /** Whether nothing happened to the file since; that it was young when it was saved does not matter. */
    private static boolean isSame(@Nullable SourceStamp saved, @Nullable SourceStamp live) {
        return saved != null
                && live != null
                && saved.size() == live.size()
                && saved.inode() == live.inode()
                && saved.modified().equals(live.modified())
                && saved.changed().equals(live.changed());
    }
}
