package io.relaybackup.engine.repository;

import com.github.luben.zstd.Zstd;
import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.storage.MemoryStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A repository in memory that somebody who knows the key fills with whatever he likes, true or not. */
final class CraftedRepository {

    private final MemoryStorage storage = new MemoryStorage();
    private final SealedFiles files;
    private final Seal seal;
    private final SecureRandom random = new SecureRandom();
    private final ByteArrayOutputStream pack = new ByteArrayOutputStream();
    private final List<String> blobs = new ArrayList<>();

    /** Deriving a key takes long, so all have the same. */
    private static final MemoryStorage EMPTY = new MemoryStorage();

    private static final Repository KEYED = made();

    private static Repository made() {
        try {
            return Repository.create(
                    EMPTY,
                    RepositoryStoreTest.PASSWORD,
                    new Scrypt(Scrypt.LOWEST_COST, 8, 1),
                    "somebody",
                    "somewhere",
                    new SecureRandom(),
                    Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CraftedRepository() {
        storage.bytes().putAll(EMPTY.bytes());
        files = new SealedFiles(storage, KEYED.master(), 2, random);
        seal = new Seal(KEYED.master(), random);
    }

    MemoryStorage storage() {
        return storage;
    }

    SealedFiles files() {
        return files;
    }

    Seal seal() {
        return seal;
    }

    RepositoryStore open(Path memory) throws IOException {
        return RepositoryStoreTest.open(storage, memory);
    }

    /** A blob that is what its id says. */
    Digest blob(BlobType type, byte[] content) {
        Digest id = Digest.ofContent(content);
        blob(type, id, content, 0);
        return id;
    }

    /** A tree of nodes that are JSON already. */
    Digest tree(String... nodes) {
        return blob(
                BlobType.TREE, ("{\"nodes\":[" + String.join(",", nodes) + "]}\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A blob with whatever id, content and length.
     *
     * @param payload what is sealed, a frame of zstd when a length is given
     */
    void blob(BlobType type, Digest id, byte[] payload, long uncompressedLength) {
        byte[] sealed = seal.seal(payload);
        entry(type, id, pack.size(), sealed.length, uncompressedLength);
        pack.writeBytes(sealed);
    }

    void compressedBlob(BlobType type, Digest id, byte[] content) {
        blob(type, id, Zstd.compress(content), content.length);
    }

    /** A line of the index, about nothing. */
    void entry(BlobType type, Digest id, long offset, long length, long uncompressedLength) {
        blobs.add("{\"id\":\"" + id + "\",\"type\":\"" + type.word() + "\",\"offset\":" + offset + ",\"length\":"
                + length + (uncompressedLength == 0 ? "" : ",\"uncompressed_length\":" + uncompressedLength) + "}");
    }

    /** Puts the pack, without a header, and its index, whose id it returns. */
    Digest finish() throws IOException {
        byte[] bytes = pack.toByteArray();
        Digest id = Digest.ofContent(bytes);
        storage.put(FileKind.PACK.name(id), ByteBuffer.wrap(bytes));
        return put(FileKind.INDEX, "{\"packs\":[{\"id\":\"" + id + "\",\"blobs\":[" + String.join(",", blobs) + "]}]}");
    }

    Digest put(FileKind kind, String json) throws IOException {
        return files.save(kind, json.getBytes(StandardCharsets.UTF_8));
    }

    /** A snapshot as another client writes it. */
    Digest snapshot(Digest tree) throws IOException {
        return put(
                FileKind.SNAPSHOT,
                "{\"time\":\"2026-11-23T03:00:00Z\",\"tree\":\"" + tree + "\",\"paths\":[\"/a\",\"/b\"]}");
    }

    /** A file's node, with a name that is JSON already but for its quotes. */
    static String file(String name, long size, Digest... content) {
        StringBuilder ids = new StringBuilder();
        for (Digest id : content) {
            ids.append(ids.length() == 0 ? "\"" : ",\"").append(id).append('"');
        }
        return "{\"name\":\"" + name + "\",\"type\":\"file\",\"mode\":420,\"mtime\":\"2026-11-23T03:00:00Z\",\"atime\":"
                + "\"2026-11-23T03:00:00Z\",\"ctime\":\"2026-11-23T03:00:00Z\",\"uid\":0,\"gid\":0,\"size\":" + size
                + ",\"content\":[" + ids + "]}";
    }

    static String directory(String name, Digest subtree) {
        return "{\"name\":\"" + name + "\",\"type\":\"dir\",\"mode\":2147484141,\"mtime\":\"2026-11-23T03:00:00Z\","
                + "\"atime\":\"2026-11-23T03:00:00Z\",\"ctime\":\"2026-11-23T03:00:00Z\",\"uid\":0,\"gid\":0,"
                + "\"content\":null,\"subtree\":\"" + subtree + "\"}";
    }
}
