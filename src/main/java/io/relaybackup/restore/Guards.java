package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;

/** Makes {@link SourceGuard}s. */
final class Guards {

    private final LiveTrees trees;
    private final Stores stores;

    Guards(LiveTrees trees, Stores stores) {
        this.trees = trees;
        this.stores = stores;
    }

    /** Compares with what a backup, which is in one of the stores, remembers of the source. */
    SourceGuard against(BackupId saved, PlannedRestore plan, Progress progress) {
        return () -> {
            Unreadable unreadable = unreadable(plan);
            try (FileTree backup = open(saved);
                    FileTree live = openLive(plan, unreadable)) {
                TreePath different = SourceCheck.firstDifference(plan.scope(), backup, live, progress);
                unreadable.throwIfAny();
                return different;
            }
        };
    }

    /** Compares with how the source looks now. */
    SourceGuard againstNow(PlannedRestore plan, Progress progress) throws IOException {
        SourceMark now = mark(plan, progress);
        return () -> now.firstDifference(mark(plan, progress), plan.swap().units());
    }

    private SourceMark mark(PlannedRestore plan, Progress progress) throws IOException {
        if (!plan.destination().exists()) {
            return SourceMark.NOTHING;
        }
        Unreadable unreadable = unreadable(plan);
        try (FileTree live = openLive(plan, unreadable)) {
            SourceMark mark = SourceMark.of(plan.swap().units(), live, progress);
            unreadable.throwIfAny();
            return mark;
        }
    }

    private static Unreadable unreadable(PlannedRestore plan) {
        return new Unreadable(plan.destination().root().path());
    }

    private FileTree openLive(PlannedRestore plan, Unreadable unreadable) throws IOException {
        return trees.open(plan.destination().root().path(), unreadable);
    }

    private FileTree open(BackupId id) throws IOException {
        IOException last = new BackupNotFoundException(id.value());
        for (Store store : stores.all()) {
            try {
                return store.backups().open(id);
            } catch (BackupNotFoundException | StoreUnavailableException e) {
                last = e;
            }
        }
        throw last;
    }
}
