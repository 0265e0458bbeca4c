package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.BackupStore.Judgement;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Verifies backups by their ids, under a lock, and remembers when that were all there are. */
final class BackupsCheck {

    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final Progress progress;

    BackupsCheck(RepositoryParts parts, Snapshots snapshots, Progress progress) {
        this.parts = parts;
        this.snapshots = snapshots;
        this.progress = progress;
    }

    /** One that is gone is left out. */
    void run(List<BackupId> ids, VerifyLevel level, Judgement judgement) throws IOException {
        List<Snapshots.Known> wanted = present(ids);
        if (wanted.isEmpty()) {
            return;
        }
        try (Lock lock = parts.locks().hold(LockKind.SHARED, parts.options().lockPatience())) {
            lock.checkHeld();
            parts.index().refresh();
            Instant now = parts.clock().instant();
            Set<Digest> damaged =
                    snapshots.damagedSince().stream().map(Snapshots.Known::id).collect(Collectors.toSet());
            Map<BackupId, String> own = new HashMap<>();
            for (Snapshots.Known each : wanted) {
                if (damaged.contains(each.id())) {
                    own.put(
                            each.backup().id(),
                            FileKind.SNAPSHOT.name(each.id()).value());
                }
            }
            new SnapshotCheck(parts, level, progress)
                    .run(wanted, (id, report) -> judgement.on(id, SnapshotCheck.withFile(report, own.get(id))));
            if (ids.containsAll(
                    snapshots.newestFirst().stream().map(StoredBackup::id).toList())) {
                parts.memory().checkedAt(now);
                parts.memory().save();
            }
        }
    }

    private List<Snapshots.Known> present(List<BackupId> ids) throws IOException {
        List<Snapshots.Known> present = new ArrayList<>();
        for (BackupId id : ids) {
            try {
                present.add(snapshots.get(id));
            } catch (BackupNotFoundException e) {
                // Left out.
            }
        }
        return present;
    }
}
