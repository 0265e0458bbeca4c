package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobIndex.Location;
import io.relaybackup.engine.repository.PackRanges.Range;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.tree.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Frees what no snapshot needs. The order makes it safe to be interrupted anywhere: packs that no index names go first;
 * what is needed is written anew and indexed; index files that do not name the old packs replace the old ones; the old
 * packs go last. Under an exclusive lock, but for a dry run. Used once, by one thread.
 */
final class Prune {

    private final RepositoryParts parts;
    private final PruneOptions options;
    private final Progress progress;
    private final RepositoryIndex files;

    /** Used once. */
    Prune(RepositoryParts parts, PruneOptions options, Progress progress) {
        this.parts = parts;
        this.options = options;
        this.progress = progress;
        // What the index files say and nothing else: what work here put and could not index is to be freed.
        this.files = new RepositoryIndex(parts.storage(), parts.repository().files());
    }

    /**
     * Says what {@link #run} would do.
     *
     * @throws CorruptRepositoryException when it would refuse
     */
    PruneReport dryRun() throws IOException {
        try (Lock lock = parts.locks().hold(LockKind.SHARED, parts.options().lockPatience())) {
            lock.checkHeld();
            PruneReport estimate = plan().estimate();
            parts.memory().unusedIs(estimate.unusedBytes() + estimate.freedBytes());
            parts.memory().save();
            return estimate;
        }
    }

    /**
     * Frees space.
     *
     * @param lock exclusive, and confirmed
     * @throws CorruptRepositoryException when something that backups need is missing or damaged; then no pack that an
     *     index names was removed
     */
    PruneReport run(Lock lock) throws IOException {
        PrunePlan plan = plan();
        delete(lock, plan.unknown());
        if (!plan.repacked().isEmpty()) {
            repack(lock, plan);
        }
        new IndexRewrite(parts.storage(), parts.repository().files(), plan::isObsolete, lock::checkHeld)
                .run(files.list());
        delete(lock, plan.repacked());
        delete(lock, plan.unused());
        parts.removeLeftWrites();
        parts.index().refresh();
        Map<Digest, Long> left = packSizes();
        parts.memory().keepPacks(left.keySet());
        parts.memory().unusedIs(plan.estimate().unusedBytes());
        parts.memory().save();
        return report(plan.estimate(), left);
    }

    private PrunePlan plan() throws IOException {
        // Before the index, which then knows what each of them needs, even while others make more.
        List<Digest> snapshots = UsedBlobs.snapshots(parts);
        files.refreshWhole();
        BlobIndex index = files.blobs();
        return new PrunePlanner(
                        index,
                        UsedBlobs.find(parts, snapshots, index, progress),
                        packSizes(),
                        parts.memory().suspects(),
                        options,
                        parts.options().packSize(),
                        isCompressing())
                .plan();
    }

    private boolean isCompressing() {
        return parts.repository().config().version() > 1;
    }

    private Map<Digest, Long> packSizes() throws IOException {
        Map<Digest, Long> sizes = new HashMap<>();
        parts.storage()
                .list(
                        FileKind.PACK.folder(),
                        file -> FileKind.PACK.idOf(file).ifPresent(id -> sizes.put(id, file.size())));
        return sizes;
    }

    private static PruneReport report(PruneReport estimate, Map<Digest, Long> sizes) {
        long left = sizes.values().stream().mapToLong(Long::longValue).sum();
        return new PruneReport(
                false,
                estimate.packs(),
                estimate.packsRemoved(),
                estimate.packsRepacked(),
                estimate.blobs(),
                estimate.blobsRemoved(),
                estimate.totalBytes(),
                estimate.totalBytes() - left,
                estimate.unusedBytes());
    }

    private void delete(Lock lock, Collection<Digest> packs) throws IOException {
        Shares.run(parts.readers(), packs, pack -> {
            progress.checkCancelled();
            lock.checkHeld();
            try {
                parts.storage().delete(FileKind.PACK.name(pack));
            } catch (NoSuchFileException e) {
                // Just as well.
            }
        });
    }

    private void repack(Lock lock, PrunePlan plan) throws IOException {
        Map<Digest, List<PackedBlob>> wanted = wanted(plan);
        // It knows no blob, as it is to write again what is there.
        try (BlobWriter writer = new BlobWriter(
                parts.storage(),
                parts.repository(),
                new BlobIndex(),
                parts.codecs(),
                parts.options().packSize(),
                lock::checkHeld)) {
            Shares.run(parts.readers(), wanted.entrySet(), each -> repack(each.getKey(), each.getValue(), writer));
            writer.flush();
        }
    }

    /** Of each pack what lies in none that stays. */
    private Map<Digest, List<PackedBlob>> wanted(PrunePlan plan) {
        BlobIndex index = files.blobs();
        Map<Digest, List<PackedBlob>> wanted = new LinkedHashMap<>();
        for (int number = plan.kept().nextSetBit(0);
                number >= 0;
                number = plan.kept().nextSetBit(number + 1)) {
            Location location = index.location(number);
            if (!plan.isObsolete(location.pack())) {
                continue;
            }
            PackedBlob blob = location.blob();
            boolean stays =
                    index.locations(blob.type(), blob.id()).stream().anyMatch(other -> !plan.isObsolete(other.pack()));
            if (!stays) {
                wanted.computeIfAbsent(location.pack(), pack -> new ArrayList<>())
                        .add(blob);
            }
        }
        return wanted;
    }

    private void repack(Digest pack, List<PackedBlob> blobs, BlobWriter writer) throws IOException {
        BlobCodec codec = parts.codecs().take();
        try {
            for (Range range : PackRanges.of(blobs)) {
                progress.checkCancelled();
                byte[] bytes = parts.storage().get(FileKind.PACK.name(pack), range.offset(), range.length());
                for (PackedBlob blob : range.blobs()) {
                    copy(blob, bytes, blob.offset() - range.offset(), codec, writer);
                }
                progress.advance(0, range.length());
            }
        } catch (EOFException | NoSuchFileException e) {
            throw new CorruptRepositoryException(FileKind.PACK.name(pack), "became shorter, or is gone", e);
        } finally {
            parts.codecs().giveBack(codec);
        }
    }

    private void copy(PackedBlob blob, byte[] bytes, int from, BlobCodec codec, BlobWriter writer) throws IOException {
        byte[] content;
        try {
            content = codec.open(blob, bytes, from);
        } catch (DamagedBlobException e) {
            copyFromElsewhere(blob, codec, writer, e);
            return;
        }
        if (blob.type() == BlobType.TREE && !blob.isCompressed() && isCompressing()) {
            writer.save(BlobType.TREE, content, 0, blob.contentLength());
        } else {
            writer.keep(blob, bytes, from);
        }
    }

    private void copyFromElsewhere(PackedBlob damaged, BlobCodec codec, BlobWriter writer, IOException damage)
            throws IOException {
        for (Location location : files.blobs().locations(damaged.type(), damaged.id())) {
            PackedBlob blob = location.blob();
            try {
                byte[] bytes = parts.storage().get(FileKind.PACK.name(location.pack()), blob.offset(), blob.length());
                codec.open(blob, bytes, 0);
                writer.keep(blob, bytes, 0);
                return;
            } catch (DamagedBlobException | EOFException | NoSuchFileException e) {
                damage.addSuppressed(e);
            }
        }
        throw new CorruptRepositoryException(
                "the " + damaged.type().word() + " blob " + damaged.id(),
                "is damaged; no more space is freed before it is repaired",
                damage);
    }
}
