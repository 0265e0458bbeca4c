package io.relaybackup.engine.chunk;

/**
 * A polynomial's products, by byte. The fingerprint of a window is its bytes, read as a polynomial, modulo the
 * polynomial; when it moves on by a byte, the next is
 *
 * <pre>{@code (f << 8) ^ reducing[f >>> 45] ^ leaving[oldest] ^ newest}</pre>
 *
 * in which only the first two terms depend on the fingerprint before.
 */
final class RabinTables {

    /** Bits of a fingerprint above which lies the byte that a shift pushes out of the degree. */
    static final int SHIFT = Polynomial.DEGREE - 8;

    /** Takes off what a shift by a byte has beyond the degree, and adds what that is modulo the polynomial. */
    final long[] reducing = new long[256];

    /** What a byte that was the oldest of a window adds to the next fingerprint. */
    final long[] leaving = new long[256];

    RabinTables(Polynomial polynomial, int window) {
        for (int b = 0; b < 256; b++) {
            long beyond = (long) b << Polynomial.DEGREE;
            reducing[b] = polynomial.reduce(beyond) ^ beyond;
            long moved = b;
            for (int i = 0; i < window; i++) {
                moved = polynomial.reduce(moved << 8);
            }
            leaving[b] = moved;
        }
    }
}
