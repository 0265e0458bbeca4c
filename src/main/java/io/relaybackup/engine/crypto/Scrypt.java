package io.relaybackup.engine.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * Makes a key of a password, slowly and with much memory (RFC 7914).
 *
 * @param n cost: a power of two
 * @param r size of a block: 128 bytes times this; a derivation takes {@code 128 * n * r} bytes
 * @param p how often
 */
public record Scrypt(int n, int r, int p) {

    /** What a new key is made with at least. */
    public static final int LOWEST_COST = 1 << 15;

    private static final int USUAL_BLOCK = 8;

    /** More than any client sets, and no more than a service can spare. */
    private static final long MOST_MEMORY = 256L * 1024 * 1024;

    private static final int MOST_ROUNDS = 128;

    private static final int MOST_PARALLEL = 16;

    /**
     * Parameters, which may come from a file of a stranger's.
     *
     * @throws IllegalArgumentException when they make no sense, or would take more memory or time than any real ones
     */
    public Scrypt {
        if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1) {
            throw new IllegalArgumentException("no parameters of scrypt: N=" + n + ", r=" + r + ", p=" + p);
        }
        if (128L * n * r > MOST_MEMORY || r > MOST_ROUNDS || p > MOST_PARALLEL) {
            throw new IllegalArgumentException("scrypt with N=" + n + ", r=" + r + ", p=" + p
                    + " would take more than the " + MOST_MEMORY / 1024 / 1024 + " MiB, r " + MOST_ROUNDS + " or p "
                    + MOST_PARALLEL + " that are allowed");
        }
    }

    /**
     * The key.
     *
     * @param password its bytes in UTF-8
     */
    public SecretKey derive(byte[] password, byte[] salt) {
        byte[] derived = SCrypt.generate(password, salt, n, r, p, SecretKey.LENGTH);
        try {
            return SecretKey.of(derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /**
     * The costliest parameters, of those that fit the memory, with which one derivation on this machine stays about
     * within the time; never below {@link #LOWEST_COST}.
     *
     * @param nanos what a derivation may take
     * @param memory bytes
     */
    public static Scrypt calibrated(long nanos, long memory) {
        Scrypt lowest = new Scrypt(LOWEST_COST, USUAL_BLOCK, 1);
        lowest.time();
        long one = Math.max(1, lowest.time());
        int n = LOWEST_COST;
        long took = one;
        while (took * 2 <= nanos && 128L * n * 2 * USUAL_BLOCK <= Math.min(memory, MOST_MEMORY)) {
            n *= 2;
            took *= 2;
        }
        int p = (int) Math.max(1, Math.min(MOST_PARALLEL, nanos / took));
        return new Scrypt(n, USUAL_BLOCK, p);
    }

    private long time() {
        long start = System.nanoTime();
        derive(new byte[] {'p'}, new byte[USUAL_BLOCK]).close();
        return System.nanoTime() - start;
    }
}
