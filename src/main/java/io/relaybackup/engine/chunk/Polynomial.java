package io.relaybackup.engine.chunk;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * A polynomial over the field of two elements; bit {@code n} is the coefficient of {@code x^n}. A repository cuts its
 * content by an irreducible one of degree 53, chosen at random, so that cuts tell a stranger nothing.
 */
public record Polynomial(long bits) {

    /** What keeps a fingerprint with one more byte within 61 bits. */
    static final int DEGREE = 53;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,16}");

    /** Chance of a tested number to be irreducible is about 1 in 27. */
    private static final int MOST_TRIES = 1_000_000;

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException for anything but an irreducible polynomial of degree 53 in lower-case hex
     */
    public static Polynomial parse(String hex) {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a chunker polynomial has up to 16 hexadecimal digits: " + hex);
        }
        Polynomial parsed = new Polynomial(Long.parseUnsignedLong(hex, 16));
        if (parsed.degree() != DEGREE || !parsed.isIrreducible()) {
            throw new IllegalArgumentException("not an irreducible polynomial of degree " + DEGREE + ": " + hex);
        }
        return parsed;
    }

    /** A new one, for a new repository. */
    public static Polynomial random(SecureRandom random) {
        long highest = 1L << DEGREE;
        for (int i = 0; i < MOST_TRIES; i++) {
            Polynomial candidate = new Polynomial(random.nextLong() & (highest - 1) | highest | 1);
            if (candidate.isIrreducible()) {
                return candidate;
            }
        }
        throw new IllegalStateException("no irreducible polynomial in " + MOST_TRIES + " random ones");
    }

    /** -1 for zero. */
    int degree() {
        return 63 - Long.numberOfLeadingZeros(bits);
    }

    /** What is left of {@code value} after division by this. */
    long reduce(long value) {
        int degree = degree();
        long rest = value;
        for (int top = 63 - Long.numberOfLeadingZeros(rest); top >= degree; ) {
            rest ^= bits << (top - degree);
            top = 63 - Long.numberOfLeadingZeros(rest);
        }
        return rest;
    }

    private long multiply(long a, long b) {
        long product = 0;
        for (int bit = 63 - Long.numberOfLeadingZeros(b); bit >= 0; bit--) {
            product = reduce(product << 1);
            if ((b >>> bit & 1) != 0) {
                product ^= a;
            }
        }
        return product;
    }

    private static long commonDivisor(long a, long b) {
        long one = a;
        long other = b;
        while (other != 0) {
            long rest = new Polynomial(other).reduce(one);
            one = other;
            other = rest;
        }
        return one;
    }

    /** By Ben-Or: it has no common divisor with any {@code x^(2^i) - x} up to half its degree. */
    boolean isIrreducible() {
        int degree = degree();
        if (degree < 1) {
            return false;
        }
        long power = reduce(2);
        for (int i = 1; i <= degree / 2; i++) {
            power = multiply(power, power);
            if (commonDivisor(bits, power ^ 2) != 1) {
                return false;
            }
        }
        return true;
    }

    /** In hex, as a repository's configuration has it. */
    @Override
    public String toString() {
        return Long.toHexString(bits);
    }
}
