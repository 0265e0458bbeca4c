package io.relaybackup.crash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The bytes of a file at some moment. Never changes. */
final class Content {

    static final Content EMPTY = new Content(new byte[0]);

    private final byte[] bytes;

    private @Nullable String digest;

    private Content(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over. */
    static Content of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Content(bytes);
    }

    static Content zeros(int length) {
        return of(new byte[length]);
    }

    int size() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** This with a piece written over it; what lies between its end and the piece is zeros. */
    Content with(int offset, Content piece) {
        byte[] result = Arrays.copyOf(bytes, Math.max(bytes.length, offset + piece.bytes.length));
        System.arraycopy(piece.bytes, 0, result, offset, piece.bytes.length);
        return of(result);
    }

    /** At most so many bytes of it. */
    Content cut(int size) {
        return size >= bytes.length ? this : of(Arrays.copyOf(bytes, size));
    }

    synchronized String digest() {
        String known = digest;
        if (known == null) {
            known = digest(bytes);
            digest = known;
        }
        return known;
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
