package io.relaybackup.engine.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Three keys that belong together: 32 bytes for AES-256, and 16 and 16 for Poly1305-AES ({@code k} of its AES-128,
 * {@code r} of its polynomial). Never shows itself; wiped by {@link #close}. Safe for many threads until then.
 */
public final class SecretKey implements AutoCloseable {

    /** Bytes of all three, in this order: encryption, {@code k}, {@code r}. */
    public static final int LENGTH = 64;

    private static final int ENCRYPTION = 32;
    private static final int PART = 16;

    private final byte[] bytes;

    private SecretKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes over a copy of the bytes.
     *
     * @throws IllegalArgumentException when they are not {@link #LENGTH}
     */
    public static SecretKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key has " + LENGTH + " bytes, not " + bytes.length);
        }
        return new SecretKey(bytes.clone());
    }

    /** As {@link #of(byte[])}, in its parts. */
    public static SecretKey of(byte[] encryption, byte[] k, byte[] r) {
        if (encryption.length != ENCRYPTION || k.length != PART || r.length != PART) {
            throw new IllegalArgumentException("a key has parts of 32, 16 and 16 bytes, not of " + encryption.length
                    + ", " + k.length + " and " + r.length);
        }
        byte[] all = Arrays.copyOf(encryption, LENGTH);
        System.arraycopy(k, 0, all, ENCRYPTION, PART);
        System.arraycopy(r, 0, all, ENCRYPTION + PART, PART);
        return new SecretKey(all);
    }

    /** A new one. */
    public static SecretKey random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new SecretKey(bytes);
    }

    /** A copy, to be wiped by the caller. */
    public byte[] encryption() {
        return Arrays.copyOf(bytes, ENCRYPTION);
    }

    /** A copy, to be wiped by the caller. */
    public byte[] k() {
        return Arrays.copyOfRange(bytes, ENCRYPTION, ENCRYPTION + PART);
    }

    /** A copy, to be wiped by the caller. */
    public byte[] r() {
        return Arrays.copyOfRange(bytes, ENCRYPTION + PART, LENGTH);
    }

    /** Compares in constant time. */
    public boolean isSameAs(SecretKey other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }
}
