package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreeProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects what a file system did not take. Safe for many threads. */
final class Warnings implements Consumer<TreeProblem> {

    private static final int LISTED = 100;

    private final List<RestoreResult.Warning> first = new ArrayList<>();
    private long count;

    @Override
    public synchronized void accept(TreeProblem problem) {
        count++;
        if (first.size() < LISTED) {
            first.add(new RestoreResult.Warning(problem.path().percentEncoded(), problem.message()));
        }
    }

    synchronized long count() {
        return count;
    }

    synchronized List<RestoreResult.Warning> first() {
        return List.copyOf(first);
    }
}
