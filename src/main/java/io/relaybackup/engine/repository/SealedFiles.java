package io.relaybackup.engine.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.crypto.SecretKey;
import io.relaybackup.engine.crypto.UnauthenticException;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads and writes a repository's JSON files: sealed, and in version 2 of the format compressed, as {@code 0x02 || zstd
 * frame}; a first byte of <code>{</code> or {@code [} means plain JSON there too. Safe for many threads.
 */
final class SealedFiles {

    /** Far beyond any index file, which clients close at 8 MiB. */
    private static final int LARGEST_INDEX = 128 * 1024 * 1024;

    /** A snapshot names every path that was asked for, of which a list may have had very many. */
    private static final int LARGEST_SNAPSHOT = 16 * 1024 * 1024;

    /** A key, a lock, the config: some hundred bytes. */
    private static final int LARGEST = 1024 * 1024;

    private static final byte COMPRESSED = 2;

    private static final int LEVEL = 3;

    private final Storage storage;
    private final SecretKey master;
    private final int version;
    private final SecureRandom random;

    /** @param version of the format */
    SealedFiles(Storage storage, SecretKey master, int version, SecureRandom random) {
        this.storage = storage;
        this.master = master;
        this.version = version;
        this.random = random;
    }

    /** Keeps a document under the digest of what is written; when this returns it is on stable storage. */
    Digest save(FileKind kind, byte[] json) throws IOException {
        return save(kind, json, id -> {});
    }

    /**
     * As {@link #save(FileKind, byte[])}.
     *
     * @param before is told the digest before anybody can see the document
     */
    Digest save(FileKind kind, byte[] json, Consumer<Digest> before) throws IOException {
        byte[] sealed = new Seal(master, random).seal(version < 2 ? json : compressed(json));
        Digest id = Digest.ofContent(sealed);
        before.accept(id);
        storage.put(kind.name(id), ByteBuffer.wrap(sealed));
        return id;
    }

    private static byte[] compressed(byte[] json) {
        byte[] frame = Zstd.compress(json, LEVEL);
        byte[] all = new byte[frame.length + 1];
        all[0] = COMPRESSED;
        System.arraycopy(frame, 0, all, 1, frame.length);
        return all;
    }

    /**
     * A document.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws CorruptRepositoryException when it is not what was written under this id
     */
    byte[] load(FileKind kind, Digest id) throws IOException {
        StorageName name = kind.name(id);
        int limit = limit(kind);
        byte[] sealed = read(storage, name, limit);
        if (!Digest.ofContent(sealed).equals(id)) {
            throw new CorruptRepositoryException(name, "is damaged: its content is not what its name says", null);
        }
        return plain(name, open(name, sealed), limit);
    }

    private static int limit(FileKind kind) {
        return switch (kind) {
            case INDEX -> LARGEST_INDEX;
            case SNAPSHOT -> LARGEST_SNAPSHOT;
            case KEY, LOCK, PACK -> LARGEST;
        };
    }

    /** All bytes of a key or the config. */
    static byte[] read(Storage storage, StorageName name) throws IOException {
        return read(storage, name, LARGEST);
    }

    private static byte[] read(Storage storage, StorageName name, int limit) throws IOException {
        long size = storage.size(name);
        if (size > limit) {
            throw new CorruptRepositoryException(name, "has " + size + " bytes, more than any real one", null);
        }
        return storage.get(name, 0, (int) size);
    }

    /** What a seal holds, without looking into it. */
    byte[] open(StorageName name, byte[] sealed) throws CorruptRepositoryException {
        try {
            return new Seal(master, random).open(sealed);
        } catch (UnauthenticException e) {
            throw new CorruptRepositoryException(name, "is " + e.getMessage(), e);
        }
    }

    private byte[] plain(StorageName name, byte[] opened, int limit) throws IOException {
        if (version < 2 || opened.length == 0 || opened[0] == '{' || opened[0] == '[') {
            return opened;
        }
        if (opened[0] != COMPRESSED) {
            throw new CorruptRepositoryException(name, "is written in an unknown way: " + opened[0], null);
        }
        return decompressed(name, Arrays.copyOfRange(opened, 1, opened.length), limit);
    }

    private static byte[] decompressed(StorageName name, byte[] frame, int limit) throws IOException {
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(frame))) {
            byte[] plain = in.readNBytes(limit + 1);
            if (plain.length > limit) {
                throw new CorruptRepositoryException(name, "would unpack to more than any real one", null);
            }
            return plain;
        } catch (CorruptRepositoryException e) {
            throw e;
        } catch (IOException e) {
            throw new CorruptRepositoryException(name, "cannot be decompressed", e);
        }
    }
}
