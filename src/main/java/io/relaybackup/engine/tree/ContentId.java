package io.relaybackup.engine.tree;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Identifies a file's content, or a directory's with all below it: equal ids mean equal content, different ids mean
 * nothing, unless both are the SHA-256 of a file's bytes.
 */
public final class ContentId {

    private static final HexFormat HEX = HexFormat.of();

    private enum Scheme {
        SHA256,
        OPAQUE
    }

    private final Scheme scheme;
    private final byte[] bytes;

    private ContentId(Scheme scheme, byte[] bytes) {
        this.scheme = scheme;
        this.bytes = bytes;
    }

    /** The SHA-256 of a file's bytes. */
    public static ContentId sha256(byte[] digest) {
        if (digest.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + digest.length);
        }
        return new ContentId(Scheme.SHA256, digest.clone());
    }

    /** The SHA-256 of a file's bytes, as 64 hex digits. */
    public static ContentId sha256(String hex) {
        return sha256(HEX.parseHex(hex));
    }

    /** An id that only the store which gives it understands. */
    public static ContentId opaque(byte[] id) {
        return new ContentId(Scheme.OPAQUE, id.clone());
    }

    /**
     * Whether this is the SHA-256 of a file's bytes, so that a reader can check them and different ids do mean
     * different bytes.
     */
    public boolean isSha256() {
        return scheme == Scheme.SHA256;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public String hex() {
        return HEX.formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentId that && scheme == that.scheme && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
