package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobIndex.Location;
import io.relaybackup.engine.store.BackupStore.Judgement;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Looks at backups, and at what they share once: that every blob that their trees need is in a pack that is there, and,
 * at level {@link VerifyLevel#DATA}, what is in these blobs. Used once, by one thread.
 */
final class SnapshotCheck {

    private static final int MOST_AT_ONCE = 4 * 1024 * 1024;

    private final RepositoryParts parts;
    private final BlobIndex index;
    private final VerifyLevel level;
    private final Progress progress;

    private final Map<Digest, Long> packSizes = new HashMap<>();
    private final Set<Digest> seenTrees = new HashSet<>();
    private final Set<Digest> badTrees = new HashSet<>();
    private final Set<Digest> badData = ConcurrentHashMap.newKeySet();
    private final BitSet needed = new BitSet();

    SnapshotCheck(RepositoryParts parts, VerifyLevel level, Progress progress) {
        this.parts = parts;
        this.index = parts.index().blobs();
        this.level = level;
        this.progress = progress;
    }

    void run(List<Snapshots.Known> backups, Judgement judgement) throws IOException {
        parts.storage()
                .list(
                        FileKind.PACK.folder(),
                        file -> FileKind.PACK.idOf(file).ifPresent(id -> packSizes.put(id, file.size())));
        for (Snapshots.Known backup : backups) {
            collect(backup.top(), TreePath.ROOT);
        }
        if (level == VerifyLevel.DATA) {
            readPacks();
        }
        for (Snapshots.Known backup : backups) {
            progress.checkCancelled();
            judgement.on(backup.backup().id(), new Judging(backup).report());
        }
    }

    /** What a tree and all below it need. */
    private void collect(Digest tree, TreePath directory) throws IOException {
        if (!seenTrees.add(tree)) {
            return;
        }
        progress.checkCancelled();
        try {
            TreeReader reader = parts.trees().open(tree, directory);
            for (Node node = reader.next(); node != null; node = reader.next()) {
                for (Digest id : node.content()) {
                    need(id);
                }
                if (node.subtree() != null) {
                    collect(node.subtree(), node.entry().path());
                }
            }
        } catch (CorruptRepositoryException e) {
            badTrees.add(tree);
        }
    }

    private void need(Digest id) {
        int number = index.find(BlobType.DATA, id);
        if (number == BlobIndex.NONE || !isThere(index.location(number))) {
            if (index.locations(BlobType.DATA, id).stream().noneMatch(this::isThere)) {
                badData.add(id);
            }
            return;
        }
        needed.set(number);
    }

    private boolean isThere(Location location) {
        Long size = packSizes.get(location.pack());
        return size != null
                && size >= (long) location.blob().offset() + location.blob().length();
    }

    private void readPacks() throws IOException {
        Map<Digest, List<PackedBlob>> packs = new LinkedHashMap<>();
        for (int number = needed.nextSetBit(0); number >= 0; number = needed.nextSetBit(number + 1)) {
            Location location = index.location(number);
            packs.computeIfAbsent(location.pack(), pack -> new ArrayList<>()).add(location.blob());
        }
        List<Future<?>> work = new ArrayList<>();
        for (Map.Entry<Digest, List<PackedBlob>> pack : packs.entrySet()) {
            pack.getValue().sort(Comparator.comparingInt(PackedBlob::offset));
            work.add(parts.readers().submit(() -> {
                readPack(pack.getKey(), pack.getValue());
                return pack;
            }));
        }
        try {
            for (Future<?> each : work) {
                FileChunks.await(each);
            }
        } finally {
            work.forEach(each -> each.cancel(false));
        }
    }

    private void readPack(Digest pack, List<PackedBlob> blobs) throws IOException {
        int first = 0;
        while (first < blobs.size()) {
            progress.checkCancelled();
            int from = blobs.get(first).offset();
            int next = first;
            int end = from;
            while (next < blobs.size()
                    && (next == first
                            || blobs.get(next).offset() + blobs.get(next).length() - from <= MOST_AT_ONCE)) {
                end = blobs.get(next).offset() + blobs.get(next).length();
                next++;
            }
            readRange(pack, from, end - from, blobs.subList(first, next));
            first = next;
        }
    }

    private void readRange(Digest pack, int from, int length, List<PackedBlob> blobs) throws IOException {
        BlobCodec codec = parts.codecs().take();
        try {
            byte[] bytes;
            try {
                bytes = codec.read(parts.storage(), FileKind.PACK.name(pack), from, length);
            } catch (EOFException | NoSuchFileException e) {
                blobs.forEach(blob -> badIfNowhereElse(blob.id()));
                return;
            }
            for (PackedBlob blob : blobs) {
                try {
                    codec.open(blob, bytes, blob.offset() - from);
                } catch (DamagedBlobException e) {
                    badIfNowhereElse(blob.id());
                }
                progress.advance(0, blob.contentLength());
            }
        } finally {
            parts.codecs().giveBack(codec);
        }
    }

    private void badIfNowhereElse(Digest id) {
        try {
            parts.blobs().load(BlobType.DATA, id);
        } catch (IOException e) {
            badData.add(id);
        }
    }

    /** Tells of one backup what the damage costs it. */
    private final class Judging {

        private final Snapshots.Known backup;
        private final List<Damage> damages = new ArrayList<>();
        private long damageCount;
        private long files;
        private long bytes;

        private Judging(Snapshots.Known backup) {
            this.backup = backup;
        }

        private VerifyReport report() throws IOException {
            walk(backup.top(), TreePath.ROOT);
            return new VerifyReport(level, files, level == VerifyLevel.DATA ? bytes : 0, damageCount, damages);
        }

        private void walk(Digest tree, TreePath directory) throws IOException {
            if (badTrees.contains(tree)) {
                damage(directory, "the directory cannot be read, with all that was in it");
                return;
            }
            TreeReader reader = parts.trees().open(tree, directory);
            for (Node node = reader.next(); node != null; node = reader.next()) {
                TreePath path = node.entry().path();
                if (node.subtree() != null) {
                    walk(node.subtree(), path);
                } else if (node.entry().isDirectory()) {
                    damage(path, "the directory has no content recorded");
                } else if (node.entry().isFile() && !isManifest(path)) {
                    file(node);
                } else if (node.entry().isFile() && !Collections.disjoint(badData, node.content())) {
                    damage(path, "is damaged or gone");
                }
            }
        }

        private boolean isManifest(TreePath path) {
            return backup.isOurs() && path.equals(TreePath.of(Manifest.FILE_NAME));
        }

        private void file(Node node) {
            files++;
            bytes += node.entry().size();
            progress.advance(1, 0);
            if (!badData.isEmpty() && !Collections.disjoint(badData, node.content())) {
                long lost = node.content().stream().filter(badData::contains).count();
                damage(node.entry().path(), lost + " of its " + node.content().size() + " blobs are damaged or gone");
                return;
            }
            long size = 0;
            for (Digest id : node.content()) {
                Location location = index.location(BlobType.DATA, id);
                size += location == null ? 0 : location.blob().contentLength();
            }
            if (size != node.entry().size()) {
                damage(
                        node.entry().path(),
                        "has blobs of " + size + " bytes and should have "
                                + node.entry().size());
            }
        }

        private void damage(TreePath path, String message) {
            damageCount++;
            if (damages.size() < VerifyReport.LISTED) {
                damages.add(new Damage(path.percentEncoded(), message));
            }
        }
    }
}
