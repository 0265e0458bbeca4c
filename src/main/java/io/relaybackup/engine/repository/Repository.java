package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.crypto.SecretKey;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.store.StoreUnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** An opened repository: its configuration and its master key. Closing wipes the key and leaves the storage alone. */
final class Repository implements Closeable {

    private final RepositoryConfig config;
    private final Digest key;
    private final SecretKey master;
    private final SealedFiles files;
    private final RepositoryKeys keys;

    private Repository(RepositoryConfig config, Digest key, SecretKey master, SealedFiles files, RepositoryKeys keys) {
        this.config = config;
        this.key = key;
        this.master = master;
        this.files = files;
        this.keys = keys;
    }

    /**
     * Makes a repository of the newest version. When a making was cut short after its key was written, the same
     * password goes on with it.
     *
     * @param scrypt what the password's key is derived with
     * @param username for people, in the key
     * @param hostname for people, in the key
     * @throws FileAlreadyExistsException when there is one, or what is left of one
     */
    static Repository create(
            Storage storage,
            byte[] password,
            Scrypt scrypt,
            String username,
            String hostname,
            SecureRandom random,
            Clock clock)
            throws IOException {
        if (exists(storage)) {
            throw new FileAlreadyExistsException(storage.location(), null, "there is a repository already");
        }
        for (FileKind kind : List.of(FileKind.SNAPSHOT, FileKind.INDEX, FileKind.PACK)) {
            if (!isEmpty(storage, kind)) {
                throw new FileAlreadyExistsException(
                        storage.location(), null, "its config is missing, but it has files in " + kind.folder());
            }
        }
        RepositoryKeys keys = new RepositoryKeys(storage, random, clock);
        if (keys.list().isEmpty()) {
            try (SecretKey master = SecretKey.random(random)) {
                keys.add(master, password, scrypt, username, hostname);
            }
        }
        try (SecretKey master = keys.find(password).master()) {
            byte[] sealed = new Seal(master, random)
                    .seal(RepositoryConfig.random(random).json());
            storage.put(FileKind.CONFIG, ByteBuffer.wrap(sealed));
        }
        return open(storage, password, random, clock);
    }

    /** Whether there is a repository, whatever its state. */
    static boolean exists(Storage storage) throws IOException {
        try {
            storage.size(FileKind.CONFIG);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isEmpty(Storage storage, FileKind kind) throws IOException {
        int[] files = {0};
        storage.list(kind.folder(), file -> files[0]++);
        return files[0] == 0;
    }

    /**
     * Opens a repository, whoever made it.
     *
     * @throws StoreUnavailableException when there is none
     * @throws WrongPasswordException when the password opens none of its keys
     * @throws UnknownVersionException when it is in a version that is not known
     * @throws CorruptRepositoryException when its config is damaged
     */
    static Repository open(Storage storage, byte[] password, SecureRandom random, Clock clock) throws IOException {
        byte[] sealed;
        try {
            sealed = SealedFiles.read(storage, FileKind.CONFIG);
        } catch (NoSuchFileException e) {
            throw new StoreUnavailableException("there is no repository at " + storage.location(), e);
        }
        RepositoryKeys keys = new RepositoryKeys(storage, random, clock);
        RepositoryKeys.Opened opened = keys.find(password);
        SecretKey master = opened.master();
        try {
            // The config is never compressed, so it says which version it is in.
            byte[] json = new SealedFiles(storage, master, 1, random).open(FileKind.CONFIG, sealed);
            RepositoryConfig config = RepositoryConfig.parse(json);
            SealedFiles files = new SealedFiles(storage, master, config.version(), random);
            return new Repository(config, opened.id(), master, files, keys);
        } catch (IOException | RuntimeException e) {
            master.close();
            throw e;
        }
    }

    RepositoryConfig config() {
        return config;
    }

    /** The key that the password opened. */
    Digest key() {
        return key;
    }

    SecretKey master() {
        return master;
    }

    /** Its JSON files. */
    SealedFiles files() {
        return files;
    }

    RepositoryKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        master.close();
    }
}
