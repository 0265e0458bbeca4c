package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobIndex.Location;
import io.relaybackup.engine.repository.PackRanges.Range;
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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at backups, and at what they share once: that every blob that their trees need is in a pack that is there, and,
 * at level {@link VerifyLevel#DATA}, what is in these blobs. Used once, by one thread.
 */
final class SnapshotCheck {

    private static final TreePath MANIFEST = TreePath.of(Manifest.FILE_NAME);

    private final RepositoryParts parts;
    private final BlobIndex index;
    private final TreeLoader trees;
    private final VerifyLevel level;
    private final Progress progress;
    private final Instant started;

    private final Map<Digest, Long> packSizes = new HashMap<>();
    private final Set<Digest> seenTrees = new HashSet<>();
    private final Set<Digest> badTrees = ConcurrentHashMap.newKeySet();
    private final Set<Digest> badData = ConcurrentHashMap.newKeySet();
    private final BitSet needed = new BitSet();

    /** What lies below directories that were gone through. */
    private final Map<Digest, Content> known = new HashMap<>();

    /** So much lies below a directory. */
    private record Content(long files, long bytes, long damages) {}

    SnapshotCheck(RepositoryParts parts, VerifyLevel level, Progress progress) {
        this.parts = parts;
        this.index = parts.index().blobs();
        // What is kept of trees that were loaded before says nothing of the storage.
        this.trees = new TreeLoader(parts.blobs());
        this.level = level;
        this.progress = progress;
        this.started = parts.clock().instant();
    }

    /** Takes content for damaged that was found to be. */
    void distrust(Set<Digest> data) {
        badData.addAll(data);
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

    /**
     * A report on a backup whose snapshot's file is damaged, which what is known of it from an earlier reading hides.
     *
     * @param damagedFile null when it is not
     */
    static VerifyReport withFile(VerifyReport report, @Nullable String damagedFile) {
        if (damagedFile == null) {
            return report;
        }
        List<Damage> damages = new ArrayList<>();
        damages.add(new Damage(damagedFile, "is damaged; repair writes it again while the service runs"));
        report.damages().stream().limit(VerifyReport.LISTED - 1).forEach(damages::add);
        return new VerifyReport(report.level(), report.files(), report.bytes(), report.damageCount() + 1, damages);
    }

    /** What a tree and all below it need. */
    private void collect(Digest tree, TreePath directory) throws IOException {
        if (!seenTrees.add(tree)) {
            return;
        }
        progress.checkCancelled();
        try {
            need(BlobType.TREE, tree);
            TreeReader reader = trees.open(tree, directory);
            for (Node node = reader.next(); node != null; node = reader.next()) {
                for (Digest id : node.content()) {
                    need(BlobType.DATA, id);
                }
                if (node.entry().path().equals(MANIFEST)) {
                    loadManifest(node);
                }
                if (node.subtree() != null) {
                    collect(node.subtree(), node.entry().path());
                }
            }
        } catch (CorruptRepositoryException e) {
            badTrees.add(tree);
            suspect(BlobType.TREE, tree);
        }
    }

    /** What describes a backup is always looked at. */
    private void loadManifest(Node node) throws IOException {
        for (Digest id : node.content()) {
            try {
                parts.blobs().load(BlobType.DATA, id);
            } catch (CorruptRepositoryException e) {
                badData.add(id);
                suspect(BlobType.DATA, id);
            }
        }
    }

    private void suspect(BlobType type, Digest id) {
        for (Location location : index.locations(type, id)) {
            parts.memory().suspect(location.pack());
        }
    }

    /** How many blobs were found to be damaged or gone. */
    long lost() {
        return (long) badData.size() + badTrees.size();
    }

    private void need(BlobType type, Digest id) {
        int number = index.find(type, id);
        if (number == BlobIndex.NONE || !isThere(index.location(number))) {
            if (index.locations(type, id).stream().noneMatch(this::isThere)) {
                bad(type, id);
            }
            return;
        }
        needed.set(number);
    }

    private void bad(BlobType type, Digest id) {
        (type == BlobType.TREE ? badTrees : badData).add(id);
    }

    private boolean isThere(Location location) {
        Long size = packSizes.get(location.pack());
        return size != null
                && size >= (long) location.blob().offset() + location.blob().length();
    }

    /** Of packs that are needed as a whole every byte, of others what is needed. */
    private void readPacks() throws IOException {
        Map<Digest, List<PackedBlob>> packs = new LinkedHashMap<>();
        for (int number = needed.nextSetBit(0); number >= 0; number = needed.nextSetBit(number + 1)) {
            Location location = index.location(number);
            packs.computeIfAbsent(location.pack(), pack -> new ArrayList<>()).add(location.blob());
        }
        Map<Digest, Integer> blobs = index.blobCounts();
        PackCheck check = new PackCheck(parts, progress);
        Shares.run(parts.readers(), packs.entrySet(), each -> {
            Digest pack = each.getKey();
            List<PackedBlob> wanted = each.getValue();
            long size = packSizes.getOrDefault(pack, 0L);
            if (wanted.size() == blobs.getOrDefault(pack, 0)) {
                PackCheck.Finding found = check.check(pack, size, wanted);
                for (PackedBlob blob : found.damaged()) {
                    badIfNowhereElse(blob);
                }
                if (found.damage() == null) {
                    parts.memory().packRead(pack, started);
                } else {
                    parts.memory().suspect(pack);
                }
                return;
            }
            for (Range range : PackRanges.of(wanted)) {
                readRange(pack, range);
            }
        });
        parts.memory().save();
    }

    private void readRange(Digest pack, Range range) throws IOException {
        progress.checkCancelled();
        BlobCodec codec = parts.codecs().take();
        try {
            byte[] bytes;
            try {
                bytes = codec.read(parts.storage(), FileKind.PACK.name(pack), range.offset(), range.length());
            } catch (EOFException | NoSuchFileException e) {
                for (PackedBlob blob : range.blobs()) {
                    badIfNowhereElse(blob);
                }
                return;
            }
            for (PackedBlob blob : range.blobs()) {
                try {
                    codec.open(blob, bytes, blob.offset() - range.offset());
                } catch (DamagedBlobException e) {
                    parts.memory().suspect(pack);
                    badIfNowhereElse(blob);
                }
                progress.advance(0, blob.length());
            }
        } finally {
            parts.codecs().giveBack(codec);
        }
    }

    private void badIfNowhereElse(PackedBlob blob) throws IOException {
        try {
            parts.blobs().load(blob.type(), blob.id());
        } catch (CorruptRepositoryException e) {
            bad(blob.type(), blob.id());
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

        /** A directory that is gone through, and what was counted before it. */
        private record Level(
                Digest tree, TreePath directory, TreeReader reader, long files, long bytes, long damages) {}

        /** Without recursion, as a stranger's backup may be deeper than a stack. */
        private void walk(Digest top, TreePath root) throws IOException {
            Deque<Level> open = new ArrayDeque<>();
            enter(top, root, open);
            while (!open.isEmpty()) {
                Level level = open.element();
                Node node = level.reader().next();
                if (node == null) {
                    open.pop();
                    if (!level.directory().isRoot()) {
                        known.put(
                                level.tree(),
                                new Content(
                                        files - level.files(), bytes - level.bytes(), damageCount - level.damages()));
                    }
                } else if (node.subtree() != null) {
                    enter(node.subtree(), node.entry().path(), open);
                } else {
                    look(node);
                }
            }
        }

        private void enter(Digest tree, TreePath directory, Deque<Level> open) throws IOException {
            Content below = known.get(tree);
            // The paths of damages are others here, and of interest as long as they are listed.
            if (below != null && (below.damages() == 0 || damages.size() == VerifyReport.LISTED)) {
                files += below.files();
                bytes += below.bytes();
                damageCount += below.damages();
                progress.advance(below.files(), 0);
            } else if (badTrees.contains(tree)) {
                damage(directory, "the directory cannot be read, with all that was in it");
            } else {
                open.push(new Level(tree, directory, trees.open(tree, directory), files, bytes, damageCount));
            }
        }

        private void look(Node node) throws IOException {
            TreePath path = node.entry().path();
            if (node.entry().isDirectory()) {
                damage(path, "the directory has no content recorded");
            } else if (node.entry().isFile() && !isManifest(path)) {
                file(node);
            } else if (node.entry().isFile() && !Collections.disjoint(badData, node.content())) {
                damage(path, "is damaged or gone");
            }
        }

        private boolean isManifest(TreePath path) {
            return backup.isOurs() && path.equals(MANIFEST);
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
