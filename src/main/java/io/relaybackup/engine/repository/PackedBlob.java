package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;

/**
 * Where in its pack a blob lies.
 *
 * @param id the SHA-256 of its content
 * @param offset from the beginning of the pack
 * @param length sealed, and compressed where it is
 * @param uncompressedLength of its content; 0 when it is not compressed
 */
record PackedBlob(BlobType type, Digest id, int offset, int length, int uncompressedLength) {

    PackedBlob {
        if (offset < 0 || length < Seal.OVERHEAD || uncompressedLength < 0 || offset + length < 0) {
            throw new IllegalArgumentException("no blob can lie at " + offset + " with " + length + " bytes, "
                    + uncompressedLength + " uncompressed");
        }
    }

    boolean isCompressed() {
        return uncompressedLength > 0;
    }

    /** Bytes of its content. */
    int contentLength() {
        return isCompressed() ? uncompressedLength : length - Seal.OVERHEAD;
    }
}
