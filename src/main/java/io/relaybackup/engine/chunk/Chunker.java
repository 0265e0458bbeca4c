package io.relaybackup.engine.chunk;

/**
 * Finds where content is cut: a chunk ends after the first byte, from the 524,288th on, at which the fingerprint of the
 * last 64 bytes ends in twenty zero bits, and after 8,388,608 bytes at the latest. These are the cuts of the restic
 * format, whose chunks have 1 MiB more than the shortest on average.
 *
 * <p>Because all that counts is the last 64 bytes, the next stretch of content is looked through in four places at
 * once, which a processor does in little more time than one.
 *
 * <p>Goes through one content after the other; not for several threads.
 */
public final class Chunker {

    /** No chunk but the last of a content is shorter. */
    public static final int SHORTEST = 512 * 1024;

    public static final int LONGEST = 8 * 1024 * 1024;

    private static final int WINDOW = 64;

    private static final long MASK = (1 << 20) - 1;

    private static final int LANES = 4;

    /** Longer ones start the lanes less often, shorter ones look less far beyond the cut. */
    private static final int STRETCH = 32 * 1024;

    private final RabinTables tables;

    /** Lengths up to this are known not to be the present chunk's. */
    private int excluded = SHORTEST - 1;

    public Chunker(Polynomial polynomial) {
        this.tables = new RabinTables(polynomial, WINDOW);
    }

    /** Forgets the chunk that was begun: another content follows. */
    public void reset() {
        excluded = SHORTEST - 1;
    }

    /**
     * The length of the chunk that begins at {@code from}, or 0 when it does not end before {@code to}. After a 0 the
     * next call must have the same chunk with more bytes; when there are none, what there is is the last chunk.
     */
    public int next(byte[] bytes, int from, int to) {
        int most = Math.min(to - from, LONGEST);
        while (excluded < most) {
            int first = excluded + 1;
            int count = Math.min(most - excluded, STRETCH);
            int found = firstCut(bytes, from + first - WINDOW, count);
            if (found >= 0) {
                reset();
                return first + found;
            }
            excluded += count;
        }
        if (most == LONGEST) {
            reset();
            return LONGEST;
        }
        return 0;
    }

    /**
     * Of {@code count} windows, the first of which begins at {@code at} and each other a byte later, the first to cut.
     */
    private int firstCut(byte[] bytes, int at, int count) {
        int length = count / LANES;
        int found = length == 0 ? -1 : firstOfLanes(bytes, at, length);
        if (found >= 0) {
            return found;
        }
        for (int i = length * LANES; i < count; i++) {
            if ((fingerprint(bytes, at + i, WINDOW) & MASK) == 0) {
                return i;
            }
        }
        return -1;
    }

    /** A mask by an array's length tells the JIT that the index needs no check, which makes it a fifth faster. */
    private int firstOfLanes(byte[] bytes, int at, int length) {
        long[] reducing = tables.reducing;
        long[] leaving = tables.leaving;
        int at1 = at + length;
        int at2 = at1 + length;
        int at3 = at2 + length;
        long f0 = fingerprint(bytes, at, WINDOW);
        long f1 = fingerprint(bytes, at1, WINDOW);
        long f2 = fingerprint(bytes, at2, WINDOW);
        long f3 = fingerprint(bytes, at3, WINDOW);
        int found1 = (f1 & MASK) == 0 ? 0 : -1;
        int found2 = (f2 & MASK) == 0 ? 0 : -1;
        int found3 = (f3 & MASK) == 0 ? 0 : -1;
        if ((f0 & MASK) == 0) {
            return 0;
        }
        for (int i = 0; i < length - 1; i++) {
            f0 = (f0 << 8)
                    ^ reducing[(int) (f0 >>> RabinTables.SHIFT) & (reducing.length - 1)]
                    ^ leaving[bytes[at + i] & (leaving.length - 1)]
                    ^ (bytes[at + i + WINDOW] & 0xff);
            f1 = (f1 << 8)
                    ^ reducing[(int) (f1 >>> RabinTables.SHIFT) & (reducing.length - 1)]
                    ^ leaving[bytes[at1 + i] & (leaving.length - 1)]
                    ^ (bytes[at1 + i + WINDOW] & 0xff);
            f2 = (f2 << 8)
                    ^ reducing[(int) (f2 >>> RabinTables.SHIFT) & (reducing.length - 1)]
                    ^ leaving[bytes[at2 + i] & (leaving.length - 1)]
                    ^ (bytes[at2 + i + WINDOW] & 0xff);
            f3 = (f3 << 8)
                    ^ reducing[(int) (f3 >>> RabinTables.SHIFT) & (reducing.length - 1)]
                    ^ leaving[bytes[at3 + i] & (leaving.length - 1)]
                    ^ (bytes[at3 + i + WINDOW] & 0xff);
            if ((f0 & MASK) == 0) {
                return i + 1;
            }
            if ((f1 & MASK) == 0 && found1 < 0) {
                found1 = i + 1;
            }
            if ((f2 & MASK) == 0 && found2 < 0) {
                found2 = i + 1;
            }
            if ((f3 & MASK) == 0 && found3 < 0) {
                found3 = i + 1;
            }
        }
        if (found1 >= 0) {
            return length + found1;
        }
        if (found2 >= 0) {
            return 2 * length + found2;
        }
        return found3 >= 0 ? 3 * length + found3 : -1;
    }

    private long fingerprint(byte[] bytes, int from, int length) {
        long f = 0;
        for (int i = from; i < from + length; i++) {
            f = (f << 8) ^ tables.reducing[(int) (f >>> RabinTables.SHIFT) & 0xff] ^ (bytes[i] & 0xff);
        }
        return f;
    }
}
