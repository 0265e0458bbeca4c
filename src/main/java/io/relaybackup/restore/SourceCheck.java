package io.relaybackup.restore;

import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a restore is about to replace with the safety backup of it, by what {@code stat} tells: a difference
 * would be lost. Sockets, fifos and devices do not count: not every store has a place for them.
 */
final class SourceCheck implements TreeDiff.Listener {

    private final Scope scope;
    private @Nullable TreePath first;

    private SourceCheck(Scope scope) {
        this.scope = scope;
    }

    /** The first path within the scope that is not as it was saved; null when all is. */
    static @Nullable TreePath firstDifference(Scope scope, FileTree saved, FileTree live, Progress progress)
            throws IOException {
        SourceCheck check = new SourceCheck(scope);
        TreeDiff.between(scope.of(saved), scope.of(live), ContentComparison.SIZE, check, progress);
        return check.first;
    }

    @Override
    public void accept(Difference difference) {
        if (first == null
                && scope.of(difference.path()) == Scope.Reach.REPLACED
                && !difference.entry().isSpecial()
                && isDifferent(difference)) {
            first = difference.path();
        }
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
