package io.relaybackup.engine.repository;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows of every blob in which pack it lies, and where. A blob may lie in several. Blobs have numbers from 0 on, in the
 * order in which they were added; nothing is ever taken out.
 *
 * <p>A blob takes 48 bytes in pages that are never copied, and 6 to 11 in a table of open addresses. Safe for many
 * threads.
 */
final class BlobIndex {

    /** There is no such blob. */
    static final int NONE = -1;

    private static final int PAGE_BITS = 13;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int NUMBERS = 4;
    private static final int TREE = 1 << 31;

    private long[][] ids = new long[1][];
    private int[][] places = new int[1][];
    private int[] table = new int[1024];
    private int size;

    private final List<Digest> packs = new ArrayList<>();
    private final Map<Digest, Integer> packNumbers = new HashMap<>();

    /** Adds all blobs of a pack; a pack that is known already is left as it is. */
    synchronized void add(IndexedPack pack) {
        if (packNumbers.putIfAbsent(pack.id(), packs.size()) != null) {
            return;
        }
        packs.add(pack.id());
        for (PackedBlob blob : pack.blobs()) {
            append(blob, packs.size() - 1);
        }
    }

    private void append(PackedBlob blob, int pack) {
        int page = size >>> PAGE_BITS;
        if ((size & PAGE - 1) == 0) {
            if (page == ids.length) {
                ids = Arrays.copyOf(ids, page * 2);
                places = Arrays.copyOf(places, page * 2);
            }
            ids[page] = new long[PAGE * NUMBERS];
            places[page] = new int[PAGE * NUMBERS];
        }
        int at = (size & PAGE - 1) * NUMBERS;
        Digest id = blob.id();
        long[] digits = ids[page];
        digits[at] = id.a();
        digits[at + 1] = id.b();
        digits[at + 2] = id.c();
        digits[at + 3] = id.d();
        int[] place = places[page];
        place[at] = pack;
        place[at + 1] = blob.offset();
        place[at + 2] = blob.length() | (blob.type() == BlobType.TREE ? TREE : 0);
        place[at + 3] = blob.uncompressedLength();
        size++;
        if (size > table.length / 4 * 3) {
            grow();
        } else {
            enter(size - 1);
        }
    }

    private void grow() {
        table = new int[table.length * 2];
        for (int i = 0; i < size; i++) {
            enter(i);
        }
    }

    private void enter(int number) {
        int mask = table.length - 1;
        int slot = (int) ids[number >>> PAGE_BITS][(number & PAGE - 1) * NUMBERS] & mask;
        while (table[slot] != 0) {
            slot = slot + 1 & mask;
        }
        table[slot] = number + 1;
    }

    /** The number of a blob, of the first where there are several, or {@link #NONE}. */
    synchronized int find(BlobType type, Digest id) {
        int mask = table.length - 1;
        for (int slot = (int) id.a() & mask; table[slot] != 0; slot = slot + 1 & mask) {
            if (isSame(table[slot] - 1, type, id)) {
                return table[slot] - 1;
            }
        }
        return NONE;
    }

    boolean has(BlobType type, Digest id) {
        return find(type, id) != NONE;
    }

    /** Everywhere a blob lies, in the order in which it was added; empty when it is not known. */
    synchronized List<Location> locations(BlobType type, Digest id) {
        List<Location> found = new ArrayList<>(1);
        int mask = table.length - 1;
        for (int slot = (int) id.a() & mask; table[slot] != 0; slot = slot + 1 & mask) {
            if (isSame(table[slot] - 1, type, id)) {
                found.add(location(table[slot] - 1));
            }
        }
        return found;
    }

    /** Where a blob lies first; null when it is not known. */
    synchronized @Nullable Location location(BlobType type, Digest id) {
        int number = find(type, id);
        return number == NONE ? null : location(number);
    }

    private boolean isSame(int number, BlobType type, Digest id) {
        long[] digits = ids[number >>> PAGE_BITS];
        int at = (number & PAGE - 1) * NUMBERS;
        return digits[at] == id.a()
                && digits[at + 1] == id.b()
                && digits[at + 2] == id.c()
                && digits[at + 3] == id.d()
                && type == type(number);
    }

    private BlobType type(int number) {
        return places[number >>> PAGE_BITS][(number & PAGE - 1) * NUMBERS + 2] < 0 ? BlobType.TREE : BlobType.DATA;
    }

    /** A blob in its pack. */
    record Location(Digest pack, PackedBlob blob) {}

    /** Where the blob of a number lies. */
    synchronized Location location(int number) {
        long[] digits = ids[number >>> PAGE_BITS];
        int[] place = places[number >>> PAGE_BITS];
        int at = (number & PAGE - 1) * NUMBERS;
        return new Location(
                packs.get(place[at]),
                new PackedBlob(
                        type(number),
                        new Digest(digits[at], digits[at + 1], digits[at + 2], digits[at + 3]),
                        place[at + 1],
                        place[at + 2] & ~TREE,
                        place[at + 3]));
    }

    /** How many blobs there are, each counted as often as it lies somewhere. */
    synchronized int size() {
        return size;
    }

    /** The packs, in the order in which they were added. */
    synchronized List<Digest> packs() {
        return List.copyOf(packs);
    }

    synchronized boolean hasPack(Digest pack) {
        return packNumbers.containsKey(pack);
    }

    /** Tells of every pack, in the order in which they were added. Nothing may be added meanwhile. */
    synchronized void forEachPack(Consumer<IndexedPack> each) {
        int number = 0;
        for (int pack = 0; pack < packs.size(); pack++) {
            List<PackedBlob> blobs = new ArrayList<>();
            while (number < size && places[number >>> PAGE_BITS][(number & PAGE - 1) * NUMBERS] == pack) {
                blobs.add(location(number++).blob());
            }
            each.accept(new IndexedPack(packs.get(pack), blobs));
        }
    }

    /** How many blobs each pack has. */
    synchronized Map<Digest, Integer> blobCounts() {
        int[] counts = new int[packs.size()];
        for (int i = 0; i < size; i++) {
            counts[places[i >>> PAGE_BITS][(i & PAGE - 1) * NUMBERS]]++;
        }
        Map<Digest, Integer> byPack = new HashMap<>();
        for (int i = 0; i < counts.length; i++) {
            byPack.put(packs.get(i), counts[i]);
        }
        return byPack;
    }

    /**
     * Some packs with their blobs, each in the order in which they were added; those that are not known are left out.
     */
    synchronized List<IndexedPack> contents(Set<Digest> wanted) {
        Map<Integer, List<PackedBlob>> blobs = new HashMap<>();
        for (Digest pack : wanted) {
            Integer number = packNumbers.get(pack);
            if (number != null) {
                blobs.put(number, new ArrayList<>());
            }
        }
        for (int i = 0; i < size; i++) {
            List<PackedBlob> into = blobs.get(places[i >>> PAGE_BITS][(i & PAGE - 1) * NUMBERS]);
            if (into != null) {
                into.add(location(i).blob());
            }
        }
        List<IndexedPack> contents = new ArrayList<>();
        blobs.forEach((number, its) -> contents.add(new IndexedPack(packs.get(number), its)));
        return contents;
    }

    /** All packs with their blobs, each pack's in the order in which they were added; a copy, to be used sparingly. */
    synchronized List<IndexedPack> contents() {
        List<List<PackedBlob>> blobs = new ArrayList<>();
        packs.forEach(pack -> blobs.add(new ArrayList<>()));
        for (int i = 0; i < size; i++) {
            int pack = places[i >>> PAGE_BITS][(i & PAGE - 1) * NUMBERS];
            blobs.get(pack).add(location(i).blob());
        }
        List<IndexedPack> contents = new ArrayList<>();
        for (int i = 0; i < packs.size(); i++) {
            contents.add(new IndexedPack(packs.get(i), blobs.get(i)));
        }
        return contents;
    }
}
