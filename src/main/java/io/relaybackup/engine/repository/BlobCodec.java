package io.relaybackup.engine.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.crypto.SecretKey;
import io.relaybackup.engine.crypto.UnauthenticException;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Turns content into sealed blobs and back: compressed by zstd where that makes it smaller, then sealed. Holds buffers
 * and native memory; one thread at a time.
 */
final class BlobCodec implements AutoCloseable {

    /** Where compressed content begins in the buffer, so that it can be sealed in place. */
    private static final int ROOM = Seal.OVERHEAD / 2;

    /** More than any client's longest chunk. */
    private static final int LARGEST_DATA = 64 * 1024 * 1024;

    /** A directory of some millions of files. */
    private static final int LARGEST_TREE = 1024 * 1024 * 1024;

    /** What a tree of any size may take; beyond it, no more than the memory bears, and than trees can be compressed. */
    private static final int ORDINARY_TREE = 16 * 1024 * 1024;

    private static final int GREATEST_RATIO = 256;

    /** The longest buffer that is kept: the longest chunk fits, sealed. */
    private static final int KEPT = 9 * 1024 * 1024;

    private static final byte[] NONE = new byte[0];

    private final Seal seal;
    private final MessageDigest sha256 = Digest.sha256();
    private final byte[] hash = new byte[Digest.LENGTH];
    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private final Compression compression;
    private final boolean compressing;
    private byte[] sealed = NONE;
    private byte[] opened = NONE;
    private byte[] range = NONE;
    private SoftReference<byte[][]> resting = new SoftReference<>(null);
    private int uncompressedLength;

    /** @param compressing whether the version of the format allows it */
    BlobCodec(SecretKey master, SecureRandom random, Compression compression, boolean compressing) {
        this.seal = new Seal(master, random);
        this.compression = compression;
        this.compressing = compressing;
        compressor.setLevel(compression.level());
    }

    /** Lets its buffers go when memory is wanted for something else. */
    void rest() {
        resting = new SoftReference<>(new byte[][] {sealed, opened, range});
        sealed = NONE;
        opened = NONE;
        range = NONE;
    }

    /** Takes up again what it let go, as far as it is there. */
    void resume() {
        byte[][] buffers = resting.get();
        if (buffers != null) {
            sealed = buffers[0];
            opened = buffers[1];
            range = buffers[2];
        }
    }

    /** The SHA-256 of some bytes. */
    Digest digest(byte[] bytes, int from, int length) {
        sha256.update(bytes, from, length);
        try {
            sha256.digest(hash, 0, Digest.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 has another length", e);
        }
        return Digest.of(hash, 0);
    }

    /**
     * Seals content into {@link #sealed}.
     *
     * @return how many bytes are there
     */
    int seal(BlobType type, byte[] bytes, int from, int length) {
        int bound = (int) Math.max(Zstd.compressBound(length), length);
        sealed = withRoom(sealed, bound + Seal.OVERHEAD);
        if (compressing && length > 0 && (type == BlobType.TREE || compression.isOn())) {
            int compressed = compressor.compressByteArray(sealed, ROOM, bound, bytes, from, length);
            // Clients compress trees whatever comes of it, and write anew those that are not.
            if (compressed < length || type == BlobType.TREE) {
                uncompressedLength = length;
                return seal.seal(sealed, ROOM, compressed, sealed, 0);
            }
        }
        uncompressedLength = 0;
        return seal.seal(bytes, from, length, sealed, 0);
    }

    /** What {@link #seal} made, from its first byte on; until the next call. */
    byte[] sealed() {
        return sealed;
    }

    /** Of what {@link #seal} made; 0 when it is not compressed. */
    int uncompressedLength() {
        return uncompressedLength;
    }

    /**
     * Reads a part of a pack.
     *
     * @return what was read, from the first byte on; until the next call
     */
    byte[] read(Storage storage, StorageName pack, long offset, int length) throws IOException {
        if (length > KEPT) {
            // A storage knows whether there is so much before it makes room for it.
            return storage.get(pack, offset, length);
        }
        range = withRoom(range, length);
        storage.read(pack, offset, ByteBuffer.wrap(range, 0, length));
        return range;
    }

    /**
     * Opens a sealed blob and makes sure that it is the one it should be.
     *
     * @return its content, from the first byte on, {@link PackedBlob#contentLength} bytes; until the next call
     * @throws DamagedBlobException when it is another
     */
    byte[] open(PackedBlob blob, byte[] bytes, int from) throws DamagedBlobException {
        int length = blob.length();
        int content = blob.contentLength();
        checkSize(blob);
        try {
            sealed = withRoom(sealed, length);
            int plain = seal.open(bytes, from, length, sealed, 0);
            byte[] result = blob.isCompressed() ? decompressed(blob, plain) : sealed;
            if (!digest(result, 0, content).equals(blob.id())) {
                throw new DamagedBlobException(blob, "has another content than its id says", null);
            }
            return result;
        } catch (UnauthenticException e) {
            throw new DamagedBlobException(blob, "is " + e.getMessage(), e);
        }
    }

    /**
     * Makes sure that reading a blob takes no more memory than one can, whatever the index says of it. To be asked
     * before its bytes are fetched.
     *
     * @throws DamagedBlobException when it would
     */
    static void checkSize(PackedBlob blob) throws DamagedBlobException {
        long content = blob.contentLength();
        long limit = LARGEST_DATA;
        if (blob.type() == BlobType.TREE) {
            long bearable = Math.min(
                    LARGEST_TREE, Math.max(LARGEST_DATA, Runtime.getRuntime().maxMemory() / 4));
            limit = Math.min(bearable, Math.max(ORDINARY_TREE, (long) blob.length() * GREATEST_RATIO));
        }
        if (content > limit || blob.length() > limit + limit / GREATEST_RATIO + Seal.OVERHEAD) {
            throw new DamagedBlobException(
                    blob,
                    "would have " + content + " bytes of " + blob.length() + " sealed, more than any real one",
                    null);
        }
    }

    private byte[] decompressed(PackedBlob blob, int length) throws DamagedBlobException {
        int expected = blob.uncompressedLength();
        long promised = Zstd.getFrameContentSize(sealed, 0, length, false);
        if (promised > 0 && promised != expected) {
            throw new DamagedBlobException(blob, "would unpack to " + promised + " bytes, not to " + expected, null);
        }
        opened = withRoom(opened, expected);
        int unpacked;
        try {
            unpacked = decompressor.decompressByteArray(opened, 0, expected, sealed, 0, length);
        } catch (ZstdException e) {
            throw new DamagedBlobException(blob, "cannot be decompressed", e);
        }
        if (unpacked != expected) {
            throw new DamagedBlobException(blob, "unpacks to " + unpacked + " bytes, not to " + expected, null);
        }
        return opened;
    }

    private static byte[] withRoom(byte[] buffer, int length) {
        if (buffer.length >= length && (buffer.length <= KEPT || length > KEPT)) {
            return buffer;
        }
        return new byte[Math.max(length, Math.min(KEPT, length + length / 4))];
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
    }
}
