package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;
import java.util.ArrayList;
import java.util.List;

/** A pack that is being filled, in memory. One thread at a time. */
final class OpenPack {

    private static final int FIRST_LENGTH = 256 * 1024;

    /** From here on a whole buffer is taken at once. */
    private static final int SMALL = 2 * 1024 * 1024;

    private static final byte[] NONE = new byte[0];

    private final BlobType type;
    private final List<PackedBlob> blobs = new ArrayList<>();
    private final BufferPool buffers;
    private byte[] bytes = new byte[FIRST_LENGTH];
    private int length;

    OpenPack(BlobType type, BufferPool buffers) {
        this.type = type;
        this.buffers = buffers;
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
        if (needed <= bytes.length) {
            return;
        }
        byte[] larger = needed > SMALL && needed <= buffers.length()
                ? buffers.take()
                : new byte[(int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, bytes.length * 2L))];
        System.arraycopy(bytes, 0, larger, 0, length);
        release();
        bytes = larger;
    }

    /** Nothing of it is needed any more. */
    void release() {
        buffers.give(bytes);
        bytes = NONE;
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
