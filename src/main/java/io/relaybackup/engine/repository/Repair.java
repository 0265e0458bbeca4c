package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.PackRanges.Range;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.RepairReport.LostFile;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Mends a repository. Packs that the index does not know, or knows to be different, or in which damage was found, are
 * read wholly; what is whole in damaged ones is put into new ones, what backups lack is taken from other stores, and
 * the index is written anew to say no more than is there. By that the next backup of the same content stores again what
 * is still missing.
 *
 * <p>New packs and their index are there before the index files that they replace go, and those before damaged packs:
 * interrupted anywhere it leaves nothing worse than it was. Under an exclusive lock. Used once, by one thread.
 */
final class Repair {

    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final List<BackupStore> others;
    private final Progress progress;
    private final RepositoryIndex files;

    /** What will be in the index. */
    private final BlobIndex sound = new BlobIndex();

    private final Map<Digest, Long> sizes = new HashMap<>();
    private final Map<Digest, List<PackedBlob>> questionable = new HashMap<>();
    private final Set<Digest> gone = new HashSet<>();
    private final List<IndexedPack> found = new ArrayList<>();
    private final Map<Digest, List<PackedBlob>> damaged = new TreeMap<>();
    private final Set<Digest> unknown = ConcurrentHashMap.newKeySet();
    private long packsFound;

    private final List<LostFile> lost = new ArrayList<>();
    private long lostCount;

    /** @param others where copies of backups may be */
    Repair(RepositoryParts parts, Snapshots snapshots, List<BackupStore> others, Progress progress) {
        this.parts = parts;
        this.snapshots = snapshots;
        this.others = others;
        this.progress = progress;
        this.files = new RepositoryIndex(parts.storage(), parts.repository().files());
    }

    /** @param dropLost whether files whose content is lost leave their backups */
    RepairReport run(boolean dropLost) throws IOException {
        try (Lock lock = parts.locks().hold(LockKind.EXCLUSIVE, parts.options().lockPatience())) {
            return run(lock, dropLost);
        }
    }

    /** @param lock exclusive, and confirmed */
    RepairReport run(Lock lock, boolean dropLost) throws IOException {
        lock.checkHeld();
        parts.repository().restore();
        parts.index().refresh();
        for (Snapshots.Known backup : snapshots.damagedSince()) {
            snapshots.rewrite(backup);
        }
        // Marks packs in which trees are damaged.
        new SnapshotCheck(parts, VerifyLevel.STRUCTURE, progress).run(snapshots.all(), (id, report) -> {});
        takeStock();
        examine();
        long recovered = rewriteBlobs(lock);
        rewriteIndex(lock);
        removeDamaged(lock);
        parts.index().refresh();
        parts.trees().forget();

        SnapshotCheck check = new SnapshotCheck(parts, VerifyLevel.STRUCTURE, progress);
        Set<BackupId> hurt = new HashSet<>();
        check.run(snapshots.all(), (id, report) -> {
            if (!report.isIntact()) {
                hurt.add(id);
                lose(id, report);
            }
        });
        for (Digest id : snapshots.unreadable()) {
            lose(FileKind.SNAPSHOT.name(id).value());
        }
        missed().forEach(id -> lose(id.value()));
        long dropped = dropLost ? drop(lock, hurt) : 0;
        remember();
        return new RepairReport(
                packsFound, gone.size() + damaged.size(), check.lost(), recovered, lostCount, lost, dropped);
    }

    private void takeStock() throws IOException {
        files.refresh();
        parts.storage()
                .list(
                        FileKind.PACK.folder(),
                        file -> FileKind.PACK.idOf(file).ifPresent(id -> sizes.put(id, file.size())));
        Set<Digest> suspects = parts.memory().suspects();
        BlobIndex before = files.blobs();
        before.forEachPack(pack -> {
            PackUse use = new PackUse(pack.id(), sizes.getOrDefault(pack.id(), -1L));
            pack.blobs().forEach(use::add);
            if (use.size() < 0) {
                gone.add(pack.id());
            } else if (use.isWhole() && !suspects.contains(pack.id())) {
                sound.add(pack);
            } else {
                questionable.put(pack.id(), pack.blobs());
            }
        });
        for (Digest pack : sizes.keySet()) {
            if (!before.hasPack(pack)) {
                questionable.put(pack, List.of());
            }
        }
    }

    private void examine() throws IOException {
        PackCheck check = new PackCheck(parts, progress);
        Shares.run(parts.readers(), questionable.entrySet(), each -> {
            Digest pack = each.getKey();
            PackCheck.Finding finding = check.check(pack, sizes.getOrDefault(pack, 0L), each.getValue());
            judge(finding, each.getValue());
        });
    }

    private synchronized void judge(PackCheck.Finding finding, List<PackedBlob> indexed) {
        List<PackedBlob> header = finding.header();
        if (header != null && finding.isAuthentic()) {
            IndexedPack pack = new IndexedPack(finding.pack(), header);
            sound.add(pack);
            found.add(pack);
            parts.memory().packRead(finding.pack(), parts.clock().instant());
            if (finding.damage() != null || indexed.isEmpty()) {
                packsFound++;
            }
            return;
        }
        damaged.put(finding.pack(), finding.whole());
        if (header == null && indexed.isEmpty()) {
            unknown.add(finding.pack());
        }
    }

    /** Puts what is whole in damaged packs into new ones, and what other stores have. */
    private long rewriteBlobs(Lock lock) throws IOException {
        try (BlobWriter writer = writer(lock)) {
            for (Map.Entry<Digest, List<PackedBlob>> each : damaged.entrySet()) {
                save(each.getKey(), each.getValue(), writer);
            }
            writer.flush();
        }
        if (others.isEmpty()) {
            return 0;
        }
        try (BlobWriter writer = writer(lock)) {
            CopyRecovery recovery = new CopyRecovery(parts, sound, writer, progress);
            for (Snapshots.Known backup : snapshots.all()) {
                for (BackupStore other : others) {
                    recovery.recover(backup, other);
                }
            }
            writer.flush();
            return writer.added(BlobType.DATA).blobs()
                    + writer.added(BlobType.TREE).blobs();
        }
    }

    private BlobWriter writer(Lock lock) {
        return new BlobWriter(
                parts.storage(),
                parts.repository(),
                sound,
                parts.codecs(),
                parts.options().packSize(),
                lock::checkHeld);
    }

    private void save(Digest pack, List<PackedBlob> blobs, BlobWriter writer) throws IOException {
        BlobCodec codec = parts.codecs().take();
        try {
            for (Range range : PackRanges.of(blobs)) {
                progress.checkCancelled();
                byte[] bytes = parts.storage().get(FileKind.PACK.name(pack), range.offset(), range.length());
                for (PackedBlob blob : range.blobs()) {
                    codec.open(blob, bytes, blob.offset() - range.offset());
                    writer.keep(blob, bytes, blob.offset() - range.offset());
                }
            }
        } finally {
            parts.codecs().giveBack(codec);
        }
    }

    private void rewriteIndex(Lock lock) throws IOException {
        Set<Digest> unreadable = files.damaged();
        if (gone.isEmpty() && questionable.isEmpty() && unreadable.isEmpty()) {
            return;
        }
        List<Digest> present = files.list();
        present.removeAll(unreadable);
        new IndexRewrite(
                        parts.storage(),
                        parts.repository().files(),
                        pack -> gone.contains(pack) || questionable.containsKey(pack),
                        lock::checkHeld)
                .run(present, unreadable, found);
    }

    /** But those of which nothing is known: as long as something is missing, somebody may still make sense of them. */
    private void removeDamaged(Lock lock) throws IOException {
        for (Digest pack : damaged.keySet()) {
            if (!unknown.contains(pack)) {
                lock.checkHeld();
                try {
                    parts.storage().delete(FileKind.PACK.name(pack));
                } catch (NoSuchFileException e) {
                    // Just as well.
                }
                sizes.remove(pack);
            }
        }
    }

    private void lose(BackupId id, VerifyReport report) {
        lostCount += report.damageCount() - report.damages().size();
        for (VerifyReport.Damage damage : report.damages()) {
            lose(new LostFile(id.value(), damage.path()));
        }
    }

    private void lose(String backup) {
        lose(new LostFile(backup, ""));
    }

    private void lose(LostFile file) {
        lostCount++;
        if (lost.size() < RepairReport.LISTED) {
            lost.add(file);
        }
    }

    private Set<BackupId> missed() throws IOException {
        List<BackupId> present = snapshots.all().stream()
                .filter(backup -> backup.isOfHost(parts.options().host()))
                .map(backup -> backup.backup().id())
                .toList();
        return parts.memory().missing(present, parts.clock().instant()).keySet();
    }

    private long drop(Lock lock, Set<BackupId> hurt) throws IOException {
        long snapshotsDropped = 0;
        try (BlobWriter writer = writer(lock)) {
            LossRemoval removal = new LossRemoval(parts, sound, writer);
            Map<Snapshots.Known, Digest> rewritten = new HashMap<>();
            List<Digest> hopeless = new ArrayList<>(snapshots.unreadable());
            for (Snapshots.Known backup : snapshots.all()) {
                if (!hurt.contains(backup.backup().id())) {
                    continue;
                }
                Digest top = backup.snapshot().tree();
                Digest tree = SnapshotTags.isOurs(backup.snapshot().tags())
                        ? removal.rewritten(top, ManifestJson.write(ExternalSnapshot.manifest(backup.snapshot())))
                        : removal.rewritten(top);
                if (tree == null) {
                    hopeless.add(backup.id());
                    parts.memory().forget(backup.backup().id());
                } else {
                    rewritten.put(backup, tree);
                }
            }
            writer.flush();
            parts.index().refresh();
            for (Map.Entry<Snapshots.Known, Digest> each : rewritten.entrySet()) {
                Snapshots.Known backup = each.getKey();
                lock.checkHeld();
                parts.memory().forget(backup.backup().id());
                snapshots.add(backup.snapshot().withTree(each.getValue(), backup.id()));
                snapshots.delete(backup.id());
            }
            for (Digest id : hopeless) {
                lock.checkHeld();
                snapshots.delete(id);
                snapshotsDropped++;
            }
            return removal.dropped() + snapshotsDropped;
        }
    }

    private void remember() {
        parts.memory().acknowledge();
        parts.memory().keepPacks(sizes.keySet());
        parts.memory().save();
    }
}
