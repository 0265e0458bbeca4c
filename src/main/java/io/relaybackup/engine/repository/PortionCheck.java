package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at a repository as a whole: that its config, its keys, its index files and its snapshots are as they were
 * written, that backups which this service made are still there, that every blob they need is, and, of a portion of the
 * packs, at every byte. Used once, by one thread, under a lock.
 *
 * <p>Damage is told by the names of backups' files, and where it costs none, or nobody knows, by those of the
 * repository's.
 */
final class PortionCheck {

    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final Progress progress;
    private final Instant now;
    private final List<Damage> damages = new ArrayList<>();
    private long damageCount;
    private long files;

    private final Map<Digest, Long> sizes = new HashMap<>();
    private final Map<Digest, List<PackedBlob>> indexed = new HashMap<>();
    private final Set<Digest> bad = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();

    PortionCheck(RepositoryParts parts, Snapshots snapshots, Progress progress) {
        this.parts = parts;
        this.snapshots = snapshots;
        this.progress = progress;
        this.now = parts.clock().instant();
    }

    /**
     * Looks.
     *
     * @param budget bytes of packs to read at most, beyond which no further pack is begun
     * @param notReadFor what was read within this time is not read again
     */
    VerifyReport run(long budget, Duration notReadFor) throws IOException {
        parts.repository().check().forEach(this::damage);
        // Before the index, which then knows what each of them needs, even while others make more.
        List<Snapshots.Known> backups = snapshots.all();
        parts.index().refresh();
        for (Digest id : parts.index().list()) {
            lookAtIndex(id);
        }
        lookForSnapshots(backups);
        parts.storage()
                .list(
                        FileKind.PACK.folder(),
                        file -> FileKind.PACK.idOf(file).ifPresent(id -> sizes.put(id, file.size())));
        read(portion(budget, notReadFor));
        SnapshotCheck check = new SnapshotCheck(parts, VerifyLevel.STRUCTURE, progress);
        check.distrust(bad);
        check.run(backups, this::judged);
        parts.memory().checkedAt(now);
        parts.memory().keepPacks(sizes.keySet());
        parts.memory().save();
        return new VerifyReport(VerifyLevel.DATA, files, bytes.get(), damageCount, damages);
    }

    private synchronized void damage(Damage damage) {
        damageCount++;
        if (damages.size() < VerifyReport.LISTED) {
            damages.add(damage);
        }
    }

    private void judged(BackupId id, VerifyReport report) {
        files += report.files();
        for (Damage damage : report.damages()) {
            damage(new Damage(damage.path().isEmpty() ? id.value() : id + "/" + damage.path(), damage.message()));
        }
        damageCount += report.damageCount() - report.damages().size();
    }

    /** What is known of it from an earlier reading says nothing of the file. */
    private void lookAtIndex(Digest id) throws IOException {
        progress.checkCancelled();
        try {
            IndexFile.read(FileKind.INDEX.name(id), parts.repository().files().load(FileKind.INDEX, id), pack -> {});
        } catch (NoSuchFileException e) {
            // Replaced since it was listed.
        } catch (CorruptRepositoryException e) {
            damage(new Damage(FileKind.INDEX.name(id).value(), "the index file cannot be read; repair makes it anew"));
        }
    }

    private void lookForSnapshots(List<Snapshots.Known> backups) throws IOException {
        for (Digest id : snapshots.unreadable()) {
            damage(new Damage(FileKind.SNAPSHOT.name(id).value(), "the snapshot cannot be read"));
        }
        for (Snapshots.Known backup : snapshots.damagedSince()) {
            damage(new Damage(
                    backup.backup().id().value(),
                    "its " + FileKind.SNAPSHOT.name(backup.id()) + " is damaged; repair from here writes it again"));
        }
        List<BackupId> own = backups.stream()
                .filter(backup -> backup.isOfHost(parts.options().host()))
                .map(backup -> backup.backup().id())
                .toList();
        parts.memory()
                .missing(own, now)
                .forEach((id, since) -> damage(new Damage(
                        id.value(),
                        "the backup is gone at least since " + since
                                + ", and this service did not remove it; if another client did, all is well")));
    }

    /** What was not read for longest. */
    private List<Digest> portion(long budget, Duration notReadFor) {
        Map<Digest, Instant> reads = parts.memory().packReads();
        Instant latest = now.minus(notReadFor);
        List<Digest> due = new ArrayList<>(sizes.keySet());
        due.removeIf(pack -> reads.getOrDefault(pack, Instant.MIN).isAfter(latest));
        due.sort(Comparator.comparing((Digest pack) -> reads.getOrDefault(pack, Instant.MIN))
                .thenComparing(pack -> pack));
        List<Digest> portion = new ArrayList<>();
        long sum = 0;
        for (Digest pack : due) {
            if (sum >= budget) {
                break;
            }
            portion.add(pack);
            sum += sizes.getOrDefault(pack, 0L);
        }
        return portion;
    }

    private void read(List<Digest> portion) throws IOException {
        for (IndexedPack pack : parts.index().blobs().contents(Set.copyOf(portion))) {
            indexed.put(pack.id(), pack.blobs());
        }
        PackCheck check = new PackCheck(parts, progress);
        Shares.run(parts.readers(), portion, pack -> {
            long size = sizes.getOrDefault(pack, 0L);
            List<PackedBlob> blobs = indexed.getOrDefault(pack, List.of());
            PackCheck.Finding found = check.check(pack, size, blobs);
            bytes.addAndGet(size);
            if (found.damage() == null) {
                parts.memory().packRead(pack, now);
            } else if (!blobs.isEmpty()) {
                damaged(found);
            } else {
                unnamed(found);
            }
        });
    }

    private void damaged(PackCheck.Finding found) throws IOException {
        parts.memory().suspect(found.pack());
        for (PackedBlob blob : found.damaged()) {
            try {
                parts.blobs().load(blob.type(), blob.id());
            } catch (CorruptRepositoryException e) {
                bad.add(blob.id());
            }
        }
        damage(new Damage(FileKind.PACK.name(found.pack()).value(), "the pack " + found.damage()));
    }

    /** One that no index names costs no backup anything, and may be another's that is on its way, or was given up. */
    private void unnamed(PackCheck.Finding found) throws IOException {
        try {
            parts.storage().size(FileKind.PACK.name(found.pack()));
        } catch (NoSuchFileException e) {
            return;
        }
        damage(new Damage(
                FileKind.PACK.name(found.pack()).value(),
                "the pack " + found.damage() + "; no index names it, and freeing space removes it"));
    }
}
