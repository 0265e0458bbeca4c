package io.relaybackup.engine.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Poly1305 for one {@code r}: a message, cut into blocks of 16 bytes with a one after each and read as numbers, is a
 * polynomial, and its value at {@code r} modulo 2<sup>130</sup> - 5, plus a number that serves once, is the tag (D. J.
 * Bernstein, "The Poly1305-AES message-authentication code", 2005; RFC 8439, section 2.5).
 *
 * <p>Written for its speed: it was most of what it took to check a repository. Numbers are three limbs of 44, 44 and 42
 * bits. The product of two limbs is had in two halves that need no further shifting, its lowest 44 bits and the rest,
 * as both factors are moved up by ten bits for the upper one.
 *
 * <p>Any number of threads.
 */
final class OneTimeAuthenticator {

    /** Bytes of {@code r}, of the number that serves once, and of a tag. */
    static final int LENGTH = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final long LIMB = (1L << 44) - 1;
    private static final long TOP_LIMB = (1L << 42) - 1;

    /** The one after a whole block, in the top limb. */
    private static final long ONE = 1L << 40;

    private static final int UP = 10;

    /** What the third limb's carry is worth in the first: 2^132 is 4 times 2^130, which is 5. */
    private static final int FOLD = 20;

    private final long r0;
    private final long r1;
    private final long r2;

    /** The square of {@code r}, with which two blocks are taken at once. */
    private final long q0;

    private final long q1;
    private final long q2;

    /** @param r clamped here */
    OneTimeAuthenticator(byte[] r) {
        long low = (long) LONG.get(r, 0) & 0x0ffffffc0fffffffL;
        long high = (long) LONG.get(r, 8) & 0x0ffffffc0ffffffcL;
        r0 = low & LIMB;
        r1 = (low >>> 44 | high << 20) & LIMB;
        r2 = high >>> 24;
        long[] square = {r0, r1, r2};
        times(square);
        q0 = square[0];
        q1 = square[1];
        q2 = square[2];
    }

    /**
     * Writes the tag of {@code length} bytes.
     *
     * @param once 16 bytes that serve for this message only
     */
    void tag(byte[] bytes, int from, int length, byte[] once, byte[] tag) {
        long[] h = new long[3];
        int whole = length & -LENGTH;
        int paired = length & -2 * LENGTH;
        pairs(h, bytes, from, from + paired);
        if (paired < whole) {
            block(h, bytes, from + paired, ONE);
        }
        if (whole < length) {
            byte[] last = new byte[LENGTH];
            System.arraycopy(bytes, from + whole, last, 0, length - whole);
            last[length - whole] = 1;
            block(h, last, 0, 0);
        }
        finish(h, once, tag);
    }

    /** Two blocks are taken at once: the second's product waits for nothing. */
    private void pairs(long[] h, byte[] bytes, int from, int to) {
        long h0 = h[0];
        long h1 = h[1];
        long h2 = h[2];
        long a0 = r0;
        long a1 = r1;
        long a2 = r2;
        long as1 = a1 * FOLD;
        long as2 = a2 * FOLD;
        long b0 = a0 << UP;
        long b1 = a1 << UP;
        long b2 = a2 << UP;
        long bs1 = as1 << UP;
        long bs2 = as2 << UP;
        long p0 = q0;
        long p1 = q1;
        long p2 = q2;
        long ps1 = p1 * FOLD;
        long ps2 = p2 * FOLD;
        long u0 = p0 << UP;
        long u1 = p1 << UP;
        long u2 = p2 << UP;
        long us1 = ps1 << UP;
        long us2 = ps2 << UP;
        for (int at = from; at < to; at += 2 * LENGTH) {
            long low = (long) LONG.get(bytes, at);
            long high = (long) LONG.get(bytes, at + 8);
            long m0 = (long) LONG.get(bytes, at + 16);
            long m2 = (long) LONG.get(bytes, at + 24);
            long m1 = (m0 >>> 44 | m2 << 20) & LIMB;
            m0 &= LIMB;
            m2 = m2 >>> 24 | ONE;
            long n0 = m0 << UP;
            long n1 = m1 << UP;
            long n2 = m2 << UP;
            h0 += low & LIMB;
            h1 += (low >>> 44 | high << 20) & LIMB;
            h2 += high >>> 24 | ONE;
            long g0 = h0 << UP;
            long g1 = h1 << UP;
            long g2 = h2 << UP;
            long d0 = (m0 * a0 & LIMB)
                    + (m1 * as2 & LIMB)
                    + (m2 * as1 & LIMB)
                    + (h0 * p0 & LIMB)
                    + (h1 * ps2 & LIMB)
                    + (h2 * ps1 & LIMB);
            long d1 = (m0 * a1 & LIMB)
                    + (m1 * a0 & LIMB)
                    + (m2 * as2 & LIMB)
                    + (h0 * p1 & LIMB)
                    + (h1 * p0 & LIMB)
                    + (h2 * ps2 & LIMB)
                    + Math.multiplyHigh(n0, b0)
                    + Math.multiplyHigh(n1, bs2)
                    + Math.multiplyHigh(n2, bs1)
                    + Math.multiplyHigh(g0, u0)
                    + Math.multiplyHigh(g1, us2)
                    + Math.multiplyHigh(g2, us1)
                    + (d0 >>> 44);
            long d2 = (m0 * a2 & LIMB)
                    + (m1 * a1 & LIMB)
                    + (m2 * a0 & LIMB)
                    + (h0 * p2 & LIMB)
                    + (h1 * p1 & LIMB)
                    + (h2 * p0 & LIMB)
                    + Math.multiplyHigh(n0, b1)
                    + Math.multiplyHigh(n1, b0)
                    + Math.multiplyHigh(n2, bs2)
                    + Math.multiplyHigh(g0, u1)
                    + Math.multiplyHigh(g1, u0)
                    + Math.multiplyHigh(g2, us2)
                    + (d1 >>> 44);
            long beyond = Math.multiplyHigh(n0, b2)
                    + Math.multiplyHigh(n1, b1)
                    + Math.multiplyHigh(n2, b0)
                    + Math.multiplyHigh(g0, u2)
                    + Math.multiplyHigh(g1, u1)
                    + Math.multiplyHigh(g2, u0);
            h0 = (d0 & LIMB) + 5 * ((beyond << 2) + (d2 >>> 42));
            h1 = (d1 & LIMB) + (h0 >>> 44);
            h0 &= LIMB;
            h2 = d2 & TOP_LIMB;
        }
        h[0] = h0;
        h[1] = h1;
        h[2] = h2;
    }

    /** One block, with what stands above its 16 bytes. */
    private void block(long[] h, byte[] bytes, int at, long one) {
        long low = (long) LONG.get(bytes, at);
        long high = (long) LONG.get(bytes, at + 8);
        h[0] += low & LIMB;
        h[1] += (low >>> 44 | high << 20) & LIMB;
        h[2] += high >>> 24 | one;
        times(h);
    }

    /** Multiplies a number by {@code r}. */
    private void times(long[] h) {
        long h0 = h[0];
        long h1 = h[1];
        long h2 = h[2];
        long s1 = r1 * FOLD;
        long s2 = r2 * FOLD;
        long d0 = (h0 * r0 & LIMB) + (h1 * s2 & LIMB) + (h2 * s1 & LIMB);
        long d1 = (h0 * r1 & LIMB) + (h1 * r0 & LIMB) + (h2 * s2 & LIMB);
        long d2 = (h0 * r2 & LIMB) + (h1 * r1 & LIMB) + (h2 * r0 & LIMB);
        d1 += upper(h0, r0) + upper(h1, s2) + upper(h2, s1) + (d0 >>> 44);
        d2 += upper(h0, r1) + upper(h1, r0) + upper(h2, s2) + (d1 >>> 44);
        long beyond = upper(h0, r2) + upper(h1, r1) + upper(h2, r0);
        h0 = (d0 & LIMB) + 5 * ((beyond << 2) + (d2 >>> 42));
        h[1] = (d1 & LIMB) + (h0 >>> 44);
        h[0] = h0 & LIMB;
        h[2] = d2 & TOP_LIMB;
    }

    /** The product without its lowest 44 bits. */
    private static long upper(long a, long b) {
        return Math.multiplyHigh(a << UP, b << UP);
    }

    /** Brings the number below 2^130 - 5, adds the one that serves once, and writes the lowest 128 bits. */
    private static void finish(long[] h, byte[] once, byte[] tag) {
        long h0 = h[0];
        long h1 = h[1];
        long h2 = h[2];
        for (int pass = 0; pass < 2; pass++) {
            h1 += h0 >>> 44;
            h0 &= LIMB;
            h2 += h1 >>> 44;
            h1 &= LIMB;
            h0 += 5 * (h2 >>> 42);
            h2 &= TOP_LIMB;
        }
        h1 += h0 >>> 44;
        h0 &= LIMB;
        h2 += h1 >>> 44;
        h1 &= LIMB;
        long g0 = h0 + 5;
        long g1 = h1 + (g0 >>> 44);
        long g2 = h2 + (g1 >>> 44) - (1L << 42);
        long smaller = g2 >> 63;
        h0 = h0 & smaller | g0 & LIMB & ~smaller;
        h1 = h1 & smaller | g1 & LIMB & ~smaller;
        h2 = h2 & smaller | g2 & ~smaller;
        long low = h0 | h1 << 44;
        long high = h1 >>> 20 | h2 << 24;
        long onceLow = (long) LONG.get(once, 0);
        long sum = low + onceLow;
        long carry = Long.compareUnsigned(sum, onceLow) < 0 ? 1 : 0;
        LONG.set(tag, 0, sum);
        LONG.set(tag, 8, high + (long) LONG.get(once, 8) + carry);
    }
}
