package io.relaybackup.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest implements StorageContract {

    private static final StorageName NAME = new StorageName("data/ab/one");

    @TempDir
    private Path folder;

    private LocalStorage storage;

    @BeforeEach
    void open() throws IOException {
        storage = LocalStorage.open(folder.resolve("store"));
    }

    @Override
    public Storage storage() {
        return storage;
    }

    private Path file() {
        return folder.resolve("store/data/ab/one");
    }

    @Test
    void onlyTheOwnerMayReadAndNobodyWrite() throws IOException {
        storage.put(NAME, ByteBuffer.allocate(3));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("r--------");
        for (String directory : List.of("store", "store/data", "store/data/ab")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(directory))))
                    .isEqualTo("rwx------");
        }
        assertThat(file().getParent()).isDirectoryNotContaining(path -> !path.equals(file()));
    }

    @Test
    void whatIsWrittenHalfIsNeverListedAndRemovedWhenItIsOld() throws IOException {
        storage.put(NAME, ByteBuffer.allocate(3));
        Path young = Files.write(file().resolveSibling(".tmp-young"), new byte[5]);
        Path old = Files.write(file().resolveSibling(".tmp-old"), new byte[5]);
        Instant limit = Instant.now().minusSeconds(3600);
        Files.setLastModifiedTime(old, FileTime.from(limit.minusSeconds(1)));
        Files.setLastModifiedTime(file(), FileTime.from(limit.minusSeconds(1)));

        List<StoredFile> listed = new ArrayList<>();
        storage.list(new StorageName("data"), listed::add);
        assertThat(listed).containsExactly(new StoredFile(NAME, 3));
        assertThat(storage.cleanUp(limit)).hasSize(1);
        assertThat(young).exists();
        assertThat(old).doesNotExist();
        assertThat(file()).exists();
    }

    @Test
    void strangersAreNotListed() throws IOException {
        storage.put(NAME, ByteBuffer.allocate(3));
        Files.writeString(file().resolveSibling("UPPER"), "x");
        Files.writeString(file().resolveSibling("with space"), "x");
        Files.createSymbolicLink(file().resolveSibling("link"), file());
        List<StoredFile> listed = new ArrayList<>();
        storage.list(new StorageName("data"), listed::add);
        assertThat(listed).containsExactly(new StoredFile(NAME, 3));
    }

    @Test
    void aFailedPutLeavesNothing() throws IOException {
        Files.createDirectories(folder.resolve("store"));
        Files.writeString(folder.resolve("store/data"), "in the way");
        assertThatThrownBy(() -> storage.put(NAME, ByteBuffer.allocate(3))).isInstanceOf(IOException.class);
        assertThat(folder.resolve("store")).isDirectoryContaining(path -> path.endsWith("data"));
        assertThat(folder.resolve("store/data")).hasContent("in the way");
    }

    @Test
    void somethingElseThanADirectoryIsRefusedAndSoIsOneWithoutAParent() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> LocalStorage.open(file)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> LocalStorage.open(folder.resolve("a/b/c"))).isInstanceOf(IOException.class);
        assertThat(folder.resolve("a")).doesNotExist();
    }
}
