package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A pack that is being filled, in memory. One thread at a time. */
final class OpenPack {

    private static final int FIRST_LENGTH = 256 * 1024;

    private final BlobType type;
    private final List<PackedBlob> blobs = new ArrayList<>();
    private byte[] bytes = new byte[FIRST_LENGTH];
    private int length;

    OpenPack(BlobType type) {
        this.type = type;
    }

    BlobType type() {
        return type;
    }

    /** Bytes of the blobs that are in it. */
    int length() {
        return length;
    }

    boolean isEmpty() {
        return blobs.isEmpty();
    }

    /** Appends a sealed blob. */
    void add(Digest id, byte[] sealed, int from, int sealedLength, int uncompressedLength) {
        ensure(sealedLength);
        System.arraycopy(sealed, from, bytes, length, sealedLength);
        blobs.add(new PackedBlob(type, id, length, sealedLength, uncompressedLength));
        length += sealedLength;
    }

    /** Appends all blobs of another. */
    void addAll(OpenPack other) {
        for (PackedBlob blob : other.blobs) {
            add(blob.id(), other.bytes, blob.offset(), blob.length(), blob.uncompressedLength());
        }
    }

    private void ensure(int more) {
        long needed = (long) length + more;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, bytes.length * 2L)));
        }
    }

    /** Ends it with its header; nothing can be added any more. */
    void finish(Seal seal) {
        byte[] header = PackHeader.write(blobs, seal);
        ensure(header.length);
        System.arraycopy(header, 0, bytes, length, header.length);
        length += header.length;
    }

    /** The whole pack, once it is finished, in the first {@link #length} bytes. */
    byte[] bytes() {
        return bytes;
    }

    List<PackedBlob> blobs() {
        return blobs;
    }
}
