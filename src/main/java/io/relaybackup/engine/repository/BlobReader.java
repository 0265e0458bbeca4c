package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobIndex.Location;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads single blobs, from wherever one is whole. Safe for many threads. */
final class BlobReader {

    private final Storage storage;
    private final Supplier<BlobIndex> index;
    private final BlobCodecs codecs;

    BlobReader(Storage storage, Supplier<BlobIndex> index, BlobCodecs codecs) {
        this.storage = storage;
        this.index = index;
        this.codecs = codecs;
    }

    /**
     * A blob's content.
     *
     * @throws CorruptRepositoryException when it is nowhere, or nowhere whole
     */
    byte[] load(BlobType type, Digest id) throws IOException {
        List<Location> locations = index.get().locations(type, id);
        IOException damage = null;
        for (Location location : locations) {
            try {
                return load(location);
            } catch (DamagedBlobException | EOFException | NoSuchFileException e) {
                damage = e;
            }
        }
        throw missing(type, id, damage);
    }

    /** What to say when a blob cannot be had. */
    static CorruptRepositoryException missing(BlobType type, Digest id, @Nullable IOException damage) {
        return new CorruptRepositoryException(
                "the " + type.word() + " blob " + id, damage == null ? "is in no pack" : "is damaged or gone", damage);
    }

    private byte[] load(Location location) throws IOException {
        PackedBlob blob = location.blob();
        BlobCodec.checkSize(blob);
        StorageName pack = FileKind.PACK.name(location.pack());
        BlobCodec codec = codecs.take();
        try {
            byte[] sealed = codec.read(storage, pack, blob.offset(), blob.length());
            return Arrays.copyOf(codec.open(blob, sealed, 0), blob.contentLength());
        } finally {
            codecs.giveBack(codec);
        }
    }
}
