package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;
import org.jspecify.annotations.Nullable;

/** What an index says of a pack, and what of it is needed; filled by {@link PrunePlanner}. */
final class PackUse {

    private final Digest id;
    private final long size;
    private long blobBytes;
    private long headerBytes = Seal.OVERHEAD + 4;
    private @Nullable BlobType type;
    private boolean mixed;
    private boolean uncompressed;
    private int blobs;
    private int usedBlobs;
    private long usedBytes;
    private int duplicates;

    /** @param size of the file; -1 when there is none */
    PackUse(Digest id, long size) {
        this.id = id;
        this.size = size;
    }

    void add(PackedBlob blob) {
        blobs++;
        blobBytes += blob.length();
        headerBytes += blob.isCompressed() ? PackHeader.COMPRESSED_ENTRY : PackHeader.ENTRY;
        mixed |= type != null && type != blob.type();
        type = blob.type();
        uncompressed |= !blob.isCompressed();
    }

    /** One of its blobs is needed, and is taken from here. */
    void use(PackedBlob blob) {
        usedBlobs++;
        usedBytes += blob.length();
    }

    /** One of its blobs is needed, and lies elsewhere, too. */
    void addDuplicate() {
        duplicates++;
    }

    Digest id() {
        return id;
    }

    /** Of the file, in bytes. */
    long size() {
        return size;
    }

    int blobs() {
        return blobs;
    }

    /** Whether the file is there, and as long as the index says. */
    boolean isWhole() {
        return size == blobBytes + headerBytes;
    }

    boolean isUsed() {
        return usedBlobs > 0;
    }

    /** Whether all of it is needed, though it lies elsewhere, too. */
    boolean isDuplicate() {
        return duplicates == blobs;
    }

    int unusedBlobs() {
        return blobs - usedBlobs;
    }

    long unusedBytes() {
        return blobBytes - usedBytes;
    }

    long usedBytes() {
        return usedBytes;
    }

    double unusedShare() {
        return (double) unusedBytes() / blobBytes;
    }

    /** Whether it holds content alone. */
    boolean isData() {
        return type == BlobType.DATA && !mixed;
    }

    /**
     * Whether clients would not write it like that any more: with both types, or with trees that are not compressed.
     *
     * @param compressing whether the version of the format allows it
     */
    boolean isOutdated(boolean compressing) {
        return mixed || compressing && uncompressed && type == BlobType.TREE;
    }
}
