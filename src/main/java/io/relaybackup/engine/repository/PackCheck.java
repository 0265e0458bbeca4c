package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.tree.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads packs from the first byte to the last: the SHA-256 of all is the name, the header says what the index says, and
 * every blob is the one it should be. Safe for many threads.
 */
final class PackCheck {

    private static final int AT_ONCE = 4 * 1024 * 1024;

    private static final int STEP = 32 * 1024;

    private final RepositoryParts parts;
    private final Progress progress;

    PackCheck(RepositoryParts parts, Progress progress) {
        this.parts = parts;
        this.progress = progress;
    }

    /**
     * What was found of a pack.
     *
     * @param damage what is wrong with it; null when nothing is
     * @param whole the blobs that are as they should be
     * @param damaged the blobs that its header or the index names, and that are not
     * @param header the blobs that its header names; null when it cannot be read
     * @param isAuthentic whether its content is what its name says, with all that its header names
     */
    record Finding(
            Digest pack,
            @Nullable String damage,
            List<PackedBlob> whole,
            List<PackedBlob> damaged,
            @Nullable List<PackedBlob> header,
            boolean isAuthentic) {

        Finding {
            whole = List.copyOf(whole);
            damaged = List.copyOf(damaged);
            header = header == null ? null : List.copyOf(header);
        }

        private static Finding gone(Digest pack, List<PackedBlob> blobs) {
            return new Finding(pack, "is gone, or became shorter", List.of(), blobs, null, false);
        }
    }

    /**
     * Reads a pack, and again when it seems damaged: the way to it may have been.
     *
     * @param size of the file
     * @param indexed the blobs that an index says are in it; empty when none names it
     */
    Finding check(Digest pack, long size, List<PackedBlob> indexed) throws IOException {
        Finding found = read(pack, size, indexed);
        return found.damage() == null ? found : read(pack, size, indexed);
    }

    private Finding read(Digest pack, long size, List<PackedBlob> indexed) throws IOException {
        StorageName name = FileKind.PACK.name(pack);
        String damage = null;
        List<PackedBlob> header = null;
        Set<PackedBlob> blobs = new LinkedHashSet<>();
        try {
            header = PackHeader.read(
                    parts.storage(), name, size, new Seal(parts.repository().master(), new SecureRandom()));
            blobs.addAll(header);
            if (!indexed.isEmpty() && !blobs.equals(new HashSet<>(indexed))) {
                damage = "has another header than the index says";
            }
        } catch (CorruptRepositoryException e) {
            damage = e.getMessage();
        } catch (NoSuchFileException e) {
            return Finding.gone(pack, indexed);
        }
        blobs.addAll(indexed);
        List<PackedBlob> sorted = new ArrayList<>(blobs);
        sorted.sort(Comparator.comparingInt(PackedBlob::offset));
        Reading reading = new Reading(name, size, sorted);
        boolean authentic;
        try {
            authentic = reading.run().equals(pack);
            if (!authentic) {
                damage = "has another content than its name says";
            }
        } catch (EOFException | NoSuchFileException e) {
            return Finding.gone(pack, sorted);
        }
        if (!reading.damaged.isEmpty() && damage == null) {
            damage = "has damaged blobs";
        }
        return new Finding(
                pack,
                damage,
                reading.whole,
                reading.damaged,
                header,
                authentic && header != null && Collections.disjoint(header, reading.damaged));
    }

    /** One reading of one pack. */
    private final class Reading {

        private final StorageName name;
        private final long size;
        private final List<PackedBlob> blobs;
        private final List<PackedBlob> whole = new ArrayList<>();
        private final List<PackedBlob> damaged = new ArrayList<>();
        private final MessageDigest sha256 = Digest.sha256();
        private int next;

        private Reading(StorageName name, long size, List<PackedBlob> blobs) {
            this.name = name;
            this.size = size;
            this.blobs = blobs;
        }

        private Digest run() throws IOException {
            BlobCodec codec = parts.codecs().take();
            try {
                for (long at = 0; at < size; ) {
                    progress.checkCancelled();
                    int first = next;
                    int length = (int) (end(at) - at);
                    byte[] bytes = codec.read(parts.storage(), name, at, length);
                    for (int i = 0; i < length; i += STEP) {
                        sha256.update(bytes, i, Math.min(STEP, length - i));
                    }
                    for (PackedBlob blob : blobs.subList(first, next)) {
                        open(blob, bytes, at, codec);
                    }
                    progress.advance(0, length);
                    at += length;
                }
            } finally {
                parts.codecs().giveBack(codec);
            }
            damaged.addAll(blobs.subList(next, blobs.size()));
            return Digest.of(sha256.digest(), 0);
        }

        /** Where the next part ends, which takes the blobs that lie in it. */
        private long end(long at) {
            long end = at;
            int first = next;
            while (next < blobs.size()) {
                PackedBlob blob = blobs.get(next);
                long blobEnd = (long) blob.offset() + blob.length();
                if (blobEnd > size || next > first && blobEnd - at > AT_ONCE) {
                    break;
                }
                end = Math.max(end, blobEnd);
                next++;
            }
            return end > at ? end : Math.min(size, at + AT_ONCE);
        }

        private void open(PackedBlob blob, byte[] bytes, long at, BlobCodec codec) throws IOException {
            try {
                if (blob.offset() < at) {
                    codec.open(blob, parts.storage().get(name, blob.offset(), blob.length()), 0);
                } else {
                    codec.open(blob, bytes, (int) (blob.offset() - at));
                }
                whole.add(blob);
            } catch (DamagedBlobException e) {
                damaged.add(blob);
            }
        }
    }
}
