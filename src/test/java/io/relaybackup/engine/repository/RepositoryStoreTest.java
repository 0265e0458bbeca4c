package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.BackupStoreContract;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.TrashContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryStoreTest implements BackupStoreContract, TrashContract {

    static final byte[] PASSWORD = "gehe\u00efm".getBytes(StandardCharsets.UTF_8);

    /** @param memory a folder for what is remembered */
    static RepositoryOptions options(Path memory) {
        return new RepositoryOptions(
                "host",
                "machine",
                "relay",
                "relay-backup test",
                Owners.NAMELESS,
                ZoneOffset.UTC,
                RepositoryOptions.USUAL_PACK_SIZE,
                Compression.AUTO,
                2,
                Duration.ZERO,
                memory);
    }

    private final Path folder;
    private final MemoryStorage storage = new MemoryStorage();
    private RepositoryStore store;

    RepositoryStoreTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve("data"));
        this.store = open(storage, folder.resolve("memory"));
    }

    static RepositoryStore open(MemoryStorage storage, Path memory) throws IOException {
        return RepositoryStore.open(
                storage,
                PASSWORD,
                true,
                () -> new Scrypt(Scrypt.LOWEST_COST, 8, 1),
                options(memory),
                () -> new long[] {1_000_000, 2_000_000},
                Clock.systemUTC(),
                QuickLocks.TIMES);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Override
    public BackupStore store() {
        return store;
    }

    @Override
    public BackupStore reopened() throws IOException {
        store.close();
        store = open(storage, folder.resolve("memory"));
        return store;
    }

    @Override
    public BackupStore other() throws IOException {
        return open(new MemoryStorage(), folder.resolve("memory"));
    }

    @Override
    public long overhead() {
        return Seal.OVERHEAD;
    }

    @Override
    public LiveFolder live() {
        return new LiveFolder(folder.resolve("data"));
    }

    /** As a killed process does; others would be kept out until somebody works here. */
    @Test
    void aLockThatWasLeftHereGoesWhenTheRepositoryIsOpened() throws IOException, InterruptedException {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        SealedFiles files = Repository.open(storage, PASSWORD, new SecureRandom(), Clock.systemUTC())
                .files();
        files.save(
                FileKind.LOCK, new LockFile(Instant.now(), LockKind.EXCLUSIVE, "machine", "relay", gone.pid()).json());
        files.save(
                FileKind.LOCK,
                new LockFile(Instant.now(), LockKind.SHARED, "elsewhere", "somebody", gone.pid()).json());

        reopened();

        assertThat(store.locks()).extracting(LockHolder::host).containsExactly("elsewhere");
    }
}
