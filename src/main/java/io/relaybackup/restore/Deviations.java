package io.relaybackup.restore;

import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is different between a backup and what was restored of it. Hears first what the file system did not take, which
 * is a warning and no deviation. Safe for many threads.
 */
final class Deviations implements TreeDiff.Listener, Consumer<TreeProblem> {

    /** Beyond so many, nobody tells a difference that was announced from one that was not. */
    private static final int REMEMBERED = 100_000;

    private final Set<TreePath> announced = new HashSet<>();
    private final List<Deviation> first = new ArrayList<>();
    private final List<Deviation> warnings = new ArrayList<>();
    private long count;
    private long warningCount;
    private boolean forgetful;

    @Override
    public synchronized void accept(TreeProblem notice) {
        if (announced.size() < REMEMBERED) {
            announced.add(notice.path());
        } else {
            forgetful = true;
        }
        warningCount++;
        if (warnings.size() < Comparison.LISTED) {
            warnings.add(new Deviation(notice.path().percentEncoded(), Deviation.Kind.METADATA, notice.message()));
        }
    }

    @Override
    public synchronized void accept(Difference difference) {
        switch (difference.kind()) {
            case UNCHANGED -> {}
            case METADATA_CHANGED -> {
                if (!isAnnounced(difference.path())) {
                    add(difference, Deviation.Kind.METADATA, "its owner, mode, time or attributes are not as recorded");
                }
            }
            case REMOVED -> {
                if (!difference.entry().isSpecial() || !isAnnounced(difference.path())) {
                    add(difference, Deviation.Kind.MISSING, "was not restored");
                }
            }
            case ADDED -> add(difference, Deviation.Kind.UNEXPECTED, "is not in the backup");
            case CONTENT_CHANGED -> add(difference, Deviation.Kind.CONTENT, "does not have the recorded content");
        }
    }

    private boolean isAnnounced(TreePath path) {
        return forgetful || announced.contains(path);
    }

    private void add(Difference difference, Deviation.Kind kind, String message) {
        count++;
        if (first.size() < Comparison.LISTED) {
            first.add(new Deviation(difference.path().percentEncoded(), kind, message));
        }
    }

    synchronized Comparison found() {
        return new Comparison(count, first, warningCount, warnings);
    }
}
