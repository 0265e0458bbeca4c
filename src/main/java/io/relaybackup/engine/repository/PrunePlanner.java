package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobIndex.Location;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decides which packs to remove and which to write anew. Of a blob that lies in several packs one place is kept: one in
 * a pack that stays for other blobs' sake, where there is one, and never one in which damage was found when there is
 * another. A pack that is shorter or longer than the index says counts as if it were not there. Used once, by one
 * thread.
 */
final class PrunePlanner {

    /** A pack of less than this part of the usual size is joined with others. */
    private static final int SMALL = 25;

    /** Fewer small packs are not worth the trouble, and would be joined with each other for ever. */
    private static final int FEW = 10;

    private static final byte MANY = 100;

    private final BlobIndex index;
    private final BitSet used;
    private final Map<Digest, Long> sizes;
    private final Set<Digest> suspects;
    private final PruneOptions options;
    private final long smallSize;
    private final boolean compressing;

    private final Map<Digest, PackUse> packs = new HashMap<>();
    private final BitSet kept = new BitSet();
    private final Set<Digest> unknown = new HashSet<>();
    private final Set<Digest> unused = new HashSet<>();
    private final Set<Digest> repacked = new HashSet<>();
    private long blobsRemoved;
    private long freed;
    private long unusedAfter;
    private long usedBytes;

    /**
     * To plan once.
     *
     * @param used numbers of blobs that are needed
     * @param sizes of the packs there are
     * @param suspects packs in which damage was found
     * @param packSize bytes from which a pack is full
     * @param compressing whether the version of the format allows it
     */
    PrunePlanner(
            BlobIndex index,
            BitSet used,
            Map<Digest, Long> sizes,
            Set<Digest> suspects,
            PruneOptions options,
            int packSize,
            boolean compressing) {
        this.index = index;
        this.used = used;
        this.sizes = sizes;
        this.suspects = suspects;
        this.options = options;
        this.smallSize = packSize / SMALL;
        this.compressing = compressing;
    }

    /** @throws CorruptRepositoryException when something that is needed is nowhere whole */
    PrunePlan plan() throws CorruptRepositoryException {
        for (Digest id : index.packs()) {
            packs.put(id, new PackUse(id, sizes.getOrDefault(id, -1L)));
        }
        for (int number = 0; number < index.size(); number++) {
            Location location = index.location(number);
            pack(location).add(location.blob());
        }
        choosePlaces();
        decide();
        long total = sizes.values().stream().mapToLong(Long::longValue).sum();
        PruneReport estimate = new PruneReport(
                true,
                sizes.size(),
                unknown.size() + unused.size(),
                repacked.size(),
                index.size(),
                blobsRemoved,
                total,
                freed,
                unusedAfter);
        Set<Digest> vanished = new HashSet<>(packs.keySet());
        vanished.removeAll(sizes.keySet());
        return new PrunePlan(unknown, unused, repacked, vanished, kept, estimate);
    }

    private PackUse pack(Location location) {
        return Objects.requireNonNull(packs.get(location.pack()));
    }

    private int first(Location location) {
        return index.find(location.blob().type(), location.blob().id());
    }

    /** Used blobs of which there is a place in a pack that nothing is wrong with, as far as is known. */
    private BitSet sound() {
        BitSet sound = new BitSet();
        for (int number = 0; number < index.size(); number++) {
            Location location = index.location(number);
            if (!suspects.contains(location.pack()) && pack(location).isWhole()) {
                sound.set(first(location));
            }
        }
        return sound;
    }

    private void choosePlaces() throws CorruptRepositoryException {
        BitSet sound = sound();
        byte[] places = new byte[index.size()];
        for (int number = 0; number < index.size(); number++) {
            Location location = index.location(number);
            int first = first(location);
            if (isPlace(location, first, sound) && places[first] < MANY) {
                places[first]++;
            }
        }
        int missing = 0;
        for (int first = used.nextSetBit(0); first >= 0; first = used.nextSetBit(first + 1)) {
            missing += places[first] == 0 ? 1 : 0;
        }
        if (missing > 0) {
            throw new CorruptRepositoryException(
                    "the repository",
                    "lacks " + missing + " blobs that backups need, and frees no space before it is repaired",
                    null);
        }
        BitSet several = new BitSet();
        for (int number = 0; number < index.size(); number++) {
            Location location = index.location(number);
            int first = first(location);
            if (isPlace(location, first, sound)) {
                if (places[first] == 1) {
                    keep(number, location);
                } else {
                    several.set(number);
                    pack(location).addDuplicate();
                }
            }
        }
        for (int number = several.nextSetBit(0); number >= 0; number = several.nextSetBit(number + 1)) {
            Location location = index.location(number);
            int first = first(location);
            PackUse pack = pack(location);
            if (places[first] > 0 && (pack.isUsed() || pack.isDuplicate() || places[first] == 1)) {
                keep(number, location);
                places[first] = 0;
            } else if (places[first] > 0) {
                places[first]--;
            }
        }
    }

    private boolean isPlace(Location location, int first, BitSet sound) {
        return used.get(first)
                && pack(location).isWhole()
                && (!suspects.contains(location.pack()) || !sound.get(first));
    }

    private void keep(int number, Location location) {
        kept.set(number);
        pack(location).use(location.blob());
        usedBytes += location.blob().length();
    }

    private void decide() {
        List<PackUse> candidates = new ArrayList<>();
        List<PackUse> small = new ArrayList<>();
        sizes.forEach((id, size) -> {
            PackUse pack = packs.get(id);
            if (pack == null) {
                unknown.add(id);
                freed += size;
            } else if (!pack.isUsed()) {
                unused.add(id);
                freed += size;
                blobsRemoved += pack.blobs();
            } else if (pack.unusedBlobs() > 0 || pack.isOutdated(compressing)) {
                candidates.add(pack);
                unusedAfter += pack.unusedBytes();
            } else if (size < smallSize) {
                small.add(pack);
            }
        });
        if (small.size() >= FEW) {
            candidates.addAll(small);
        }
        candidates.sort(Comparator.comparing(PackUse::isData)
                .thenComparing(pack -> pack.size() >= smallSize)
                .thenComparing(PackUse::unusedShare, Comparator.reverseOrder())
                .thenComparing(PackUse::id));
        repack(candidates);
        for (PackUse pack : packs.values()) {
            if (pack.size() < 0) {
                blobsRemoved += pack.blobs();
            }
        }
    }

    /** Trees are always worth it; content only as far as too much of it is not needed. */
    private void repack(List<PackUse> candidates) {
        double most = options.maxUnusedPercent() >= 100
                ? Double.MAX_VALUE
                : usedBytes * options.maxUnusedPercent() / (100 - options.maxUnusedPercent());
        long bytes = 0;
        for (PackUse pack : candidates) {
            boolean worthIt = !pack.isData() || pack.size() < smallSize || unusedAfter > most;
            if (worthIt && bytes + pack.size() <= options.maxRepackBytes()) {
                repacked.add(pack.id());
                bytes += pack.size();
                unusedAfter -= pack.unusedBytes();
                freed += pack.unusedBytes();
                blobsRemoved += pack.unusedBlobs();
            }
        }
    }
}
