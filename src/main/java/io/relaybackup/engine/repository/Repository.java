package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.crypto.SecretKey;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.VerifyReport.Damage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** An opened repository: its configuration and its master key. Closing wipes the key and leaves the storage alone. */
final class Repository implements Closeable {

    private final Storage storage;
    private final RepositoryConfig config;
    private final Digest key;
    private final byte[] keyFile;
    private final SecretKey master;
    private final SealedFiles files;
    private final RepositoryKeys keys;

    private Repository(
            Storage storage,
            RepositoryConfig config,
            RepositoryKeys.Opened opened,
            SealedFiles files,
            RepositoryKeys keys) {
        this.storage = storage;
        this.config = config;
        this.key = opened.id();
        this.keyFile = opened.file();
        this.master = opened.master();
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
            return new Repository(storage, config, opened, files, keys);
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

    /** What is wrong with the files without which nobody can open it any more. */
    List<Damage> check() throws IOException {
        List<Damage> damages = new ArrayList<>();
        if (!isConfigWhole()) {
            damages.add(new Damage(
                    FileKind.CONFIG.value(),
                    "is damaged or gone; nobody can open the repository any more, until it is repaired from here"));
        }
        for (Digest id : keys.damaged()) {
            damages.add(new Damage(FileKind.KEY.name(id).value(), "is damaged; its password opens nothing any more"));
        }
        if (!keys.list().contains(key)) {
            damages.add(new Damage(
                    FileKind.KEY.name(key).value(), "is gone; this service's password opens nothing any more"));
        }
        return damages;
    }

    private boolean isConfigWhole() throws IOException {
        try {
            byte[] json = files.open(FileKind.CONFIG, SealedFiles.read(storage, FileKind.CONFIG));
            return RepositoryConfig.parse(json).equals(config);
        } catch (NoSuchFileException | CorruptRepositoryException e) {
            return false;
        }
    }

    /**
     * Puts back what it was opened with, as far as it is damaged or gone.
     *
     * @return how many files
     */
    int restore() throws IOException {
        int restored = 0;
        if (!isConfigWhole()) {
            byte[] sealed = new Seal(master, new SecureRandom()).seal(config.json());
            replace(FileKind.CONFIG, sealed);
            restored++;
        }
        List<Digest> present = keys.list();
        List<Digest> unusable = keys.damaged();
        // One that is gone while others are there was taken away by somebody who wanted that.
        if (unusable.contains(key) || unusable.containsAll(present)) {
            replace(FileKind.KEY.name(key), keyFile);
            restored++;
        }
        return restored;
    }

    private void replace(StorageName name, byte[] content) throws IOException {
        try {
            storage.delete(name);
        } catch (NoSuchFileException e) {
            // Just as well.
        }
        storage.put(name, ByteBuffer.wrap(content));
    }

    @Override
    public void close() {
        master.close();
    }
}
