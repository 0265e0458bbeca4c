package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.tree.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository on a disk that takes no more, not even a lock: it can be read all the same. */
class FullRepositoryTest {

    @TempDir
    private Path folder;

    private boolean full;

    @Test
    void whatIsOnAFullDiskIsReadWithoutALock() throws IOException {
        HookedStorage storage = new HookedStorage(new MemoryStorage()) {
            @Override
            public void put(StorageName name, ByteBuffer content) throws IOException {
                if (full) {
                    throw new FileSystemException(name.value(), null, "No space left on device");
                }
                super.put(name, content);
            }
        };
        LiveFolder live = new LiveFolder(Files.createDirectory(folder.resolve("data")));
        live.file("a", "content of a").file("below/b", "content of b");
        try (RepositoryStore store = RepositoryStore.open(
                storage,
                RepositoryStoreTest.PASSWORD,
                true,
                () -> new Scrypt(Scrypt.LOWEST_COST, 8, 1),
                RepositoryStoreTest.options(folder.resolve("memory")),
                () -> new long[] {-1, -1},
                Clock.systemUTC())) {
            BackupMaker.make(store, BackupMaker.id(1), live, null);
            List<String> before = text(store);
            full = true;
            assertThat(text(store)).isEqualTo(before).anyMatch(line -> line.startsWith("below/b"));
            assertThatThrownBy(() -> BackupMaker.make(store, BackupMaker.id(2), live, null))
                    .isInstanceOf(FileSystemException.class);
        }
    }

    private static List<String> text(RepositoryStore store) throws IOException {
        try (FileTree tree = store.open(BackupMaker.id(1))) {
            return TreeText.of(tree);
        }
    }
}
