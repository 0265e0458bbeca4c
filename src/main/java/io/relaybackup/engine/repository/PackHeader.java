package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.crypto.UnauthenticException;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The end of a pack, which says what is in it:
 *
 * <pre>{@code
 * blob || … || blob || sealed header || length of the sealed header
 * }</pre>
 *
 * The header has for each blob, in their order, a byte for its type (0 data, 1 tree, 2 data compressed, 3 tree
 * compressed), its sealed length, for the compressed its length uncompressed, and its SHA-256; lengths have four bytes,
 * the least significant first. Offsets follow from the lengths.
 */
final class PackHeader {

    static final int ENTRY = 1 + 4 + Digest.LENGTH;
    static final int COMPRESSED_ENTRY = ENTRY + 4;

    private static final int LENGTH = 4;

    /** What clients allow themselves. */
    private static final int LARGEST = 16 * 1024 * 1024;

    /** Fetched with the length in one request; most headers of tree packs and many of data packs fit. */
    private static final int EAGER = 4 * 1024;

    private PackHeader() {}

    /** The sealed header with its length, to be put behind the blobs. */
    static byte[] write(List<PackedBlob> blobs, Seal seal) {
        ByteBuffer header = ByteBuffer.allocate(blobs.size() * COMPRESSED_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        for (PackedBlob blob : blobs) {
            int type = (blob.type() == BlobType.TREE ? 1 : 0) + (blob.isCompressed() ? 2 : 0);
            header.put((byte) type).putInt(blob.length());
            if (blob.isCompressed()) {
                header.putInt(blob.uncompressedLength());
            }
            header.put(blob.id().bytes());
        }
        int plain = header.position();
        byte[] all = new byte[plain + Seal.OVERHEAD + LENGTH];
        int sealed = seal.seal(header.array(), 0, plain, all, 0);
        ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putInt(sealed, sealed);
        return all;
    }

    /**
     * Reads what a pack in a storage says of itself.
     *
     * @param size of the whole pack
     * @throws CorruptRepositoryException when that cannot be true
     */
    static List<PackedBlob> read(Storage storage, StorageName pack, long size, Seal seal) throws IOException {
        if (size < Seal.OVERHEAD + LENGTH) {
            throw new CorruptRepositoryException(pack, "is too short for a pack: " + size + " bytes", null);
        }
        byte[] end = tail(storage, pack, size, (int) Math.min(size, EAGER));
        long length = Integer.toUnsignedLong(
                ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - LENGTH));
        if (length < Seal.OVERHEAD || length > LARGEST || length + LENGTH > size) {
            throw new CorruptRepositoryException(pack, "cannot have a header of " + length + " bytes", null);
        }
        int whole = (int) length + LENGTH;
        if (whole > end.length) {
            end = tail(storage, pack, size, whole);
        }
        byte[] header;
        try {
            header = seal.open(Arrays.copyOfRange(end, end.length - whole, end.length - LENGTH));
        } catch (UnauthenticException e) {
            throw new CorruptRepositoryException(pack, "has a header that is " + e.getMessage(), e);
        }
        return parse(pack, header, size - whole);
    }

    private static byte[] tail(Storage storage, StorageName pack, long size, int length) throws IOException {
        try {
            return storage.get(pack, size - length, length);
        } catch (EOFException e) {
            throw new CorruptRepositoryException(pack, "is shorter than " + size + " bytes", e);
        }
    }

    /** The entries, which must fill what lies before the header exactly. */
    private static List<PackedBlob> parse(StorageName pack, byte[] header, long space)
            throws CorruptRepositoryException {
        ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        List<PackedBlob> blobs = new ArrayList<>();
        long offset = 0;
        while (in.hasRemaining()) {
            if (in.remaining() < ENTRY || in.get(in.position()) > 1 && in.remaining() < COMPRESSED_ENTRY) {
                throw new CorruptRepositoryException(pack, "has a header that breaks off", null);
            }
            PackedBlob blob = entry(pack, in, offset);
            blobs.add(blob);
            offset += blob.length();
        }
        if (offset != space) {
            throw new CorruptRepositoryException(
                    pack, "has " + space + " bytes of blobs, and a header for " + offset, null);
        }
        return blobs;
    }

    private static PackedBlob entry(StorageName pack, ByteBuffer in, long offset) throws CorruptRepositoryException {
        int type = in.get();
        if (type < 0 || type > 3 || offset > Integer.MAX_VALUE) {
            throw new CorruptRepositoryException(pack, "has a blob of the unknown type " + type, null);
        }
        int length = in.getInt();
        int uncompressed = type > 1 ? in.getInt() : 0;
        byte[] id = new byte[Digest.LENGTH];
        in.get(id);
        try {
            return new PackedBlob(
                    (type & 1) == 0 ? BlobType.DATA : BlobType.TREE,
                    Digest.of(id, 0),
                    (int) offset,
                    length,
                    uncompressed);
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(pack, "makes no sense: " + e.getMessage(), e);
        }
    }
}
