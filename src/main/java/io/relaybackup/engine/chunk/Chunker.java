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

    private static final int MASK = (1 << 20) - 1;

    private static final int LANES = 4;

    /** Windows of a lane. Longer ones start less often, shorter ones look less far beyond the cut. */
    private static final int LANE = 8 * 1024;

    private static final int STRETCH = LANES * LANE;

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
     * The length of the chunk that begins at {@code from}, or 0 when none is found to end before {@code to}. After a 0
     * the next call must have the same chunk with more bytes, or the same bytes as the last.
     *
     * @param last whether the content ends at {@code to}: a 0 then tells that all of it is the last chunk. Else the
     *     last bytes may be left for the next call
     */
    public int next(byte[] bytes, int from, int to, boolean last) {
        int most = Math.min(to - from, LONGEST);
        while (excluded < most) {
            int first = excluded + 1;
            int count = Math.min(most - excluded, STRETCH);
            if (count < STRETCH && most < LONGEST && !last) {
                return 0;
            }
            int at = from + first - WINDOW;
            int found = count == STRETCH ? firstOfStretch(bytes, at) : firstCut(bytes, at, 0, count);
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

    /** Of the windows of a stretch, the first of which begins at {@code at}, the first that cuts; -1 when none does. */
    private int firstOfStretch(byte[] bytes, int at) {
        int met = firstMet(bytes, at, tables.terms);
        if (met < 0) {
            return -1;
        }
        int lane = met % LANES;
        int row = met / LANES;
        for (int before = 0; before < lane; before++) {
            // No lane was looked through beyond that row.
            int found = firstCut(bytes, at, before * LANE + row + 1, (before + 1) * LANE);
            if (found >= 0) {
                return found;
            }
        }
        return lane * LANE + row;
    }

    /**
     * Moves a window through each lane at once until one of them cuts. How this is written makes it twice as fast as
     * what reads better: in an array that is made here the JIT knows every index to be inside, and distances that are
     * constants, and no more to remember than the fingerprints, leave all of them in registers.
     *
     * @return {@code row * LANES + lane} of the cut; -1 when there is none
     */
    private static int firstMet(byte[] bytes, int at, long[] tables) {
        long[] terms = new long[RabinTables.LENGTH];
        System.arraycopy(tables, 0, terms, 0, RabinTables.LENGTH);
        long f0 = fingerprint(bytes, at, tables);
        long f1 = fingerprint(bytes, at + LANE, tables);
        long f2 = fingerprint(bytes, at + 2 * LANE, tables);
        long f3 = fingerprint(bytes, at + 3 * LANE, tables);
        int atOnce = cuts(f0) ? 0 : cuts(f1) ? 1 : cuts(f2) ? 2 : cuts(f3) ? 3 : -1;
        if (atOnce >= 0) {
            return atOnce;
        }
        int end = at + LANE - 1;
        for (int i = at; i < end; i++) {
            f0 = (f0 << 8)
                    ^ (bytes[i + WINDOW] & 0xff)
                    ^ terms[(bytes[i] & 0xff) + RabinTables.LEAVING]
                    ^ terms[(int) (f0 >>> RabinTables.SHIFT) & 0xff];
            if (cuts(f0)) {
                return (i + 1 - at) * LANES;
            }
            f1 = (f1 << 8)
                    ^ (bytes[i + LANE + WINDOW] & 0xff)
                    ^ terms[(bytes[i + LANE] & 0xff) + RabinTables.LEAVING]
                    ^ terms[(int) (f1 >>> RabinTables.SHIFT) & 0xff];
            if (cuts(f1)) {
                return (i + 1 - at) * LANES + 1;
            }
            f2 = (f2 << 8)
                    ^ (bytes[i + 2 * LANE + WINDOW] & 0xff)
                    ^ terms[(bytes[i + 2 * LANE] & 0xff) + RabinTables.LEAVING]
                    ^ terms[(int) (f2 >>> RabinTables.SHIFT) & 0xff];
            if (cuts(f2)) {
                return (i + 1 - at) * LANES + 2;
            }
            f3 = (f3 << 8)
                    ^ (bytes[i + 3 * LANE + WINDOW] & 0xff)
                    ^ terms[(bytes[i + 3 * LANE] & 0xff) + RabinTables.LEAVING]
                    ^ terms[(int) (f3 >>> RabinTables.SHIFT) & 0xff];
            if (cuts(f3)) {
                return (i + 1 - at) * LANES + 3;
            }
        }
        return -1;
    }

    /**
     * The first window to cut, from number {@code first} to before number {@code end}; number 0 begins at {@code at}.
     */
    private int firstCut(byte[] bytes, int at, int first, int end) {
        if (first >= end) {
            return -1;
        }
        long[] terms = tables.terms;
        long f = fingerprint(bytes, at + first, terms);
        for (int i = first; i < end - 1; i++) {
            if (cuts(f)) {
                return i;
            }
            f = (f << 8)
                    ^ (bytes[at + i + WINDOW] & 0xff)
                    ^ terms[(bytes[at + i] & 0xff) + RabinTables.LEAVING]
                    ^ terms[(int) (f >>> RabinTables.SHIFT) & 0xff];
        }
        return cuts(f) ? end - 1 : -1;
    }

    private static boolean cuts(long fingerprint) {
        return ((int) fingerprint & MASK) == 0;
    }

    private static long fingerprint(byte[] bytes, int from, long[] terms) {
        long f = 0;
        for (int i = from; i < from + WINDOW; i++) {
            f = (f << 8) ^ (bytes[i] & 0xff) ^ terms[(int) (f >>> RabinTables.SHIFT) & 0xff];
        }
        return f;
    }
}
