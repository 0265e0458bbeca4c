package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Removes what interrupted work has left in a repository, and what nothing needs. */
final class Tidying {

    private final RepositoryParts parts;
    private final Snapshots snapshots;

    Tidying(RepositoryParts parts, Snapshots snapshots) {
        this.parts = parts;
        this.snapshots = snapshots;
    }

    /** The names of snapshots that a change which was cut short has left. */
    List<String> residue() throws IOException {
        return names(snapshots.superseded());
    }

    /** Takes a lock only where there is something to remove that others may be at. Returns names. */
    List<String> cleanUp() throws IOException {
        List<String> removed = new ArrayList<>();
        if (!snapshots.superseded().isEmpty()) {
            try (Lock lock = exclusive()) {
                lock.checkHeld();
                removed.addAll(names(snapshots.removeSuperseded()));
            }
        }
        removed.addAll(parts.removeLeftWrites());
        return removed;
    }

    /** {@link Prune}, after what others would show as a second backup. */
    PruneReport prune(PruneOptions options, Progress progress) throws IOException {
        try (Lock lock = exclusive()) {
            lock.checkHeld();
            snapshots.removeSuperseded();
            return new Prune(parts, options, progress).run(lock);
        }
    }

    private Lock exclusive() throws IOException {
        return parts.locks().hold(LockKind.EXCLUSIVE, parts.options().lockPatience());
    }

    private static List<String> names(List<Digest> snapshots) {
        return snapshots.stream().map(id -> FileKind.SNAPSHOT.name(id).value()).toList();
    }
}
