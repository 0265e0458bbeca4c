package io.relaybackup.engine.repository;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256: the name of a file in a repository, and of a blob. Four numbers, as there may be millions. */
record Digest(long a, long b, long c, long d) implements Comparable<Digest> {

    static final int LENGTH = 32;

    private static final HexFormat HEX = HexFormat.of();

    /** Of the 32 bytes from {@code at} on. */
    static Digest of(byte[] bytes, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, at, LENGTH);
        return new Digest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** The digest of some bytes. */
    static Digest ofContent(byte[] content, int from, int length) {
        MessageDigest sha256 = sha256();
        sha256.update(content, from, length);
        return of(sha256.digest(), 0);
    }

    static Digest ofContent(byte[] content) {
        return ofContent(content, 0, content.length);
    }

    /**
     * Reads 64 hex digits in lower case.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Digest parse(String hex) {
        if (!isHex(hex) || hex.length() != 2 * LENGTH) {
            throw new IllegalArgumentException("not the SHA-256 of anything: " + hex);
        }
        return of(HEX.parseHex(hex), 0);
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Puts the 32 bytes into an array. */
    void put(byte[] bytes, int at) {
        ByteBuffer.wrap(bytes, at, LENGTH).putLong(a).putLong(b).putLong(c).putLong(d);
    }

    byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        put(bytes, 0);
        return bytes;
    }

    /** The first eight digits, which is how people speak of it. */
    String shortened() {
        return toString().substring(0, 8);
    }

    @Override
    public int compareTo(Digest other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) {
            order = Long.compareUnsigned(b, other.b);
        }
        if (order == 0) {
            order = Long.compareUnsigned(c, other.c);
        }
        return order == 0 ? Long.compareUnsigned(d, other.d) : order;
    }

    /** It is random already. */
    @Override
    public int hashCode() {
        return (int) a;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && a == that.a && b == that.b && c == that.c && d == that.d;
    }

    /** 64 hex digits. */
    @Override
    public String toString() {
        return HEX.formatHex(bytes());
    }
}
