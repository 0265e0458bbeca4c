package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.SecretKey;
import io.relaybackup.engine.crypto.UnauthenticException;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The keys of a repository: files that each hold the master key under one password. */
final class RepositoryKeys {

    private final Storage storage;
    private final SecureRandom random;
    private final Clock clock;

    RepositoryKeys(Storage storage, SecureRandom random, Clock clock) {
        this.storage = storage;
        this.random = random;
        this.clock = clock;
    }

    /** A key that a password opened. */
    static final class Opened {

        private final Digest id;
        private final byte[] file;
        private final SecretKey master;

        private Opened(Digest id, byte[] file, SecretKey master) {
            this.id = id;
            this.file = file;
            this.master = master;
        }

        Digest id() {
            return id;
        }

        /** As it is in the storage, which gives nothing away without the password. */
        byte[] file() {
            return file.clone();
        }

        SecretKey master() {
            return master;
        }
    }

    /** Keys whose files are not what was written. */
    List<Digest> damaged() throws IOException {
        List<Digest> damaged = new ArrayList<>();
        for (Digest id : list()) {
            try {
                if (!Digest.ofContent(SealedFiles.read(storage, FileKind.KEY.name(id)))
                        .equals(id)) {
                    damaged.add(id);
                }
            } catch (NoSuchFileException e) {
                // Removed since it was listed.
            } catch (CorruptRepositoryException e) {
                damaged.add(id);
            }
        }
        return damaged;
    }

    /** All keys, by id. */
    List<Digest> list() throws IOException {
        List<Digest> ids = new ArrayList<>();
        storage.list(FileKind.KEY.folder(), file -> FileKind.KEY.idOf(file).ifPresent(ids::add));
        ids.sort(null);
        return ids;
    }

    /**
     * The first key that a password opens. One that is damaged stops nobody whose own is whole.
     *
     * @throws WrongPasswordException when it opens none
     * @throws CorruptRepositoryException when it opens none, and one might be the damaged one
     */
    Opened find(byte[] password) throws IOException {
        CorruptRepositoryException damage = null;
        for (Digest id : list()) {
            StorageName name = FileKind.KEY.name(id);
            try {
                byte[] json = SealedFiles.read(storage, name);
                if (!Digest.ofContent(json).equals(id)) {
                    throw new CorruptRepositoryException(
                            name, "is damaged: its content is not what its name says", null);
                }
                return new Opened(id, json, KeyFile.parse(name, json).open(name, password, random));
            } catch (CorruptRepositoryException e) {
                damage = e;
            } catch (UnauthenticException | NoSuchFileException e) {
                // Another password's, or removed since it was listed.
            }
        }
        throw damage == null ? new WrongPasswordException() : damage;
    }

    /** Puts the master key under a further password; when this returns it is on stable storage. */
    Digest add(SecretKey master, byte[] password, Scrypt scrypt, String username, String hostname) throws IOException {
        KeyFile made = KeyFile.make(master, password, scrypt, clock.instant(), username, hostname, random);
        byte[] json = made.json();
        Digest id = Digest.ofContent(json);
        storage.put(FileKind.KEY.name(id), ByteBuffer.wrap(json));
        return id;
    }

    /** The files' own account of one key. */
    KeyFile get(Digest id) throws IOException {
        StorageName name = FileKind.KEY.name(id);
        return KeyFile.parse(name, SealedFiles.read(storage, name));
    }

    /**
     * Takes a password's access away. Does not re-encrypt: whoever copied the master key keeps it.
     *
     * @throws IllegalStateException for the last one
     */
    void remove(Digest id) throws IOException {
        List<Digest> ids = list();
        if (ids.size() <= 1 && ids.contains(id)) {
            throw new IllegalStateException("the last key of a repository cannot be removed");
        }
        storage.delete(FileKind.KEY.name(id));
    }
}
