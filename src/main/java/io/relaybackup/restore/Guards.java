package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.nio.file.Path;

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
            try (FileTree backup = open(saved);
                    FileTree live = openLive(plan)) {
                return SourceCheck.firstDifference(plan.scope(), backup, live, progress);
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
        try (FileTree live = openLive(plan)) {
            return SourceMark.of(plan.swap().units(), live, progress);
        }
    }

    private FileTree openLive(PlannedRestore plan) throws IOException {
        Path directory = plan.destination().root().path();
        return trees.open(directory, problem -> {
            // What cannot be read is missing, and so is different from what was saved.
        });
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
