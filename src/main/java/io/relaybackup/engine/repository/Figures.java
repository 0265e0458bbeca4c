package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreUsage;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a repository takes and holds, and how much of it was read when. Safe for many threads. */
final class Figures {

    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final RepositoryStore.Space space;

    Figures(RepositoryParts parts, Snapshots snapshots, RepositoryStore.Space space) {
        this.parts = parts;
        this.snapshots = snapshots;
        this.space = space;
    }

    StoreUsage usage() throws IOException {
        long logical = 0;
        Map<BackupId, Long> added = new HashMap<>();
        Map<BackupId, Long> trashed = new HashMap<>();
        for (Snapshots.Known known : snapshots.all()) {
            SnapshotSummary summary = known.snapshot().summary();
            if (summary != null && known.isDeleted()) {
                trashed.put(known.backup().id(), summary.dataAddedPacked());
            } else if (summary != null) {
                logical += summary.totalBytesProcessed();
                added.put(known.backup().id(), summary.dataAddedPacked());
            }
        }
        long[] stored = {0};
        for (FileKind kind : FileKind.values()) {
            parts.storage().list(kind.folder(), file -> stored[0] += file.size());
        }
        long[] room = space.measure();
        return new StoreUsage(logical, stored[0], room[0], room[1], added, trashed);
    }

    StoreFigures content() throws IOException {
        long[] packs = new long[2];
        Map<Digest, Long> sizes = new HashMap<>();
        parts.storage().list(FileKind.PACK.folder(), file -> {
            packs[0]++;
            packs[1] += file.size();
            FileKind.PACK.idOf(file).ifPresent(id -> sizes.put(id, file.size()));
        });
        Map<Instant, Long> readTimes = new TreeMap<>();
        long read = 0;
        Map<Digest, Instant> reads = parts.memory().packReads();
        for (Map.Entry<Digest, Long> pack : sizes.entrySet()) {
            Instant at = reads.get(pack.getKey());
            if (at != null) {
                readTimes.merge(at.truncatedTo(ChronoUnit.MINUTES), pack.getValue(), Long::sum);
                read += pack.getValue();
            }
        }
        Instant oldest = reads.keySet().containsAll(sizes.keySet())
                ? readTimes.keySet().stream().findFirst().orElse(null)
                : null;
        return new StoreFigures(
                parts.index().blobs().size(),
                packs[0],
                packs[1],
                parts.memory().unused(),
                0,
                0,
                parts.memory().checked(),
                oldest,
                read,
                readTimes.entrySet().stream()
                        .map(each -> new StoreFigures.ReadTime(each.getKey(), each.getValue()))
                        .toList());
    }
}
