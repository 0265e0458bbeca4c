package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.BackupStoreContract;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.TrashContract;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainStoreTest implements BackupStoreContract, TrashContract {

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

    @Test
    void whatPlainFilesCannotBeIsLeftOutAndSaid() throws IOException {
        Entry fifo = new Entry(TreePath.of("fifo"), EntryType.FIFO, 0, MemoryTree.FILE, null, null, null);
        Entry device =
                new Entry(TreePath.of("null"), EntryType.CHARACTER_DEVICE, 0, MemoryTree.FILE, null, null, null, 259);
        FileTree tree = MemoryTree.builder()
                .add(fifo)
                .file("file", "content")
                .add(device)
                .build();
        RecordingListener listener = new RecordingListener();

        BackupMaker.make(store, BackupMaker.id(1), tree, null, listener);

        assertThat(listener.leftOut())
                .containsOnly(
                        entry("fifo", "left out, as it is a fifo"),
                        entry("null", "left out, as it is a character device"));
        assertThat(listener.failures()).isEmpty();
        assertThat(listener.files()).containsOnlyKeys("file");
        assertThat(store.verify(BackupMaker.id(1), VerifyLevel.DATA, Progress.NONE)
                        .damages())
                .isEmpty();
    }
}
