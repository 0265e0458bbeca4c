package io.relaybackup.engine.chunk;

/**
 * A polynomial's products, by byte. The fingerprint of a window is its bytes, read as a polynomial, modulo the
 * polynomial; when it moves on by a byte, the next is
 *
 * <pre>{@code (f << 8) ^ newest ^ terms[LEAVING + oldest] ^ terms[f >>> SHIFT]}</pre>
 *
 * in which only the first and the last term depend on the fingerprint before.
 */
final class RabinTables {

    /** Bits of a fingerprint above which lies the byte that a shift pushes out of the degree. */
    static final int SHIFT = Polynomial.DEGREE - 8;

    /** Where the second half of {@link #terms} begins. */
    static final int LEAVING = 256;

    static final int LENGTH = 2 * LEAVING;

    /**
     * First, for each byte that a shift pushes out, what takes it off and adds what it is modulo the polynomial; then,
     * for each byte that was the oldest of a window, what it adds to the next fingerprint.
     */
    final long[] terms = new long[LENGTH];

    RabinTables(Polynomial polynomial, int window) {
        for (int b = 0; b < LEAVING; b++) {
            long beyond = (long) b << Polynomial.DEGREE;
            terms[b] = polynomial.reduce(beyond) ^ beyond;
            long moved = b;
            for (int i = 0; i < window; i++) {
                moved = polynomial.reduce(moved << 8);
            }
            terms[LEAVING + b] = moved;
        }
    }
}
