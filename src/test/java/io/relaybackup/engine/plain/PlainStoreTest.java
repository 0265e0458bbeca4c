package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.BackupStoreContract;
import io.relaybackup.engine.store.LiveFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class PlainStoreTest implements BackupStoreContract {

    private final Path folder;

    private PlainStore store;

    PlainStoreTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve("data"));
        this.store = open("backups");
    }

    private PlainStore open(String name) throws IOException {
        return PlainStore.open(folder.resolve(name), "here", LiveFolder.CLOCK);
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
        store = open("backups");
        return store;
    }

    @Override
    public BackupStore other() throws IOException {
        return open("other");
    }

    @Override
    public LiveFolder live() {
        return new LiveFolder(folder.resolve("data"));
    }
}
