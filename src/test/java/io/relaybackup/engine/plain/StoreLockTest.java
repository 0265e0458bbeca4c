package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {

    @TempDir
    private Path folder;

    private PlainStore open() throws IOException {
        return PlainStore.open(folder.resolve("backups"), "this-host", LiveFolder.CLOCK);
    }

    private Process other() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreHolder.class.getName(),
                        folder.resolve("backups").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String answer(Process process) {
        return process.inputReader()
                .lines()
                .filter(line -> line.startsWith(StoreHolder.ANSWER))
                .findFirst()
                .orElse("it ended");
    }

    @Test
    void aStoreIsOpenOnceInAProcess() throws Exception {
        try (PlainStore store = open()) {
            assertThatThrownBy(this::open).isInstanceOf(StoreLockedException.class);
            store.check();
            // The refused attempt must not have cost us the lock, which others then would get.
            Process other = other();
            assertThat(answer(other))
                    .contains("refused")
                    .contains("process " + ProcessHandle.current().pid() + " on this-host since ");
            other.destroyForcibly().waitFor();
        }
        open().close();
    }

    @Test
    void anotherProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
        Process other = other();
        try {
            assertThat(answer(other)).contains("holding");
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreLockedException.class)
                    .hasMessageContaining("process " + other.pid() + " on other-host since ");
        } finally {
            other.destroyForcibly().waitFor();
        }
        open().close();
    }

    @Test
    void aFolderThatIsTakenAwayMakesTheStoreUnavailable() throws IOException {
        try (PlainStore store = open()) {
            store.check();
            Files.move(folder.resolve("backups"), folder.resolve("away"));
            assertUnavailable(store);
            // An empty mount point in its place is no store without backups.
            Files.createDirectory(folder.resolve("backups"));
            assertUnavailable(store);
            Files.delete(folder.resolve("backups"));
            Files.move(folder.resolve("away"), folder.resolve("backups"));
            store.check();
            assertThat(store.list()).isEmpty();
        }
    }

    private static void assertUnavailable(PlainStore store) {
        assertThatThrownBy(store::check).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(store::list).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(store::usage).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.begin(io.relaybackup.engine.store.BackupMaker.id(1)))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void whatCannotBeAFolderIsRefusedWithItsReason() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> PlainStore.open(folder.resolve("file/backups"), "here", LiveFolder.CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file");
    }
}
