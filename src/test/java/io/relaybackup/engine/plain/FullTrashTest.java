package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trash on a small disk that is full; only where the test may mount one. */
class FullTrashTest {

    private static final Instant DELETED = Instant.parse("2020-01-01T00:00:00Z");

    private static final BackupId FIRST = BackupMaker.id(1);

    private final Path disk;
    private final LiveFolder live;
    private boolean mounted;

    FullTrashTest(@TempDir Path folder) throws IOException {
        this.disk = Files.createDirectory(folder.resolve("disk"));
        this.live = new LiveFolder(Files.createDirectory(folder.resolve("data")));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "a file system can be mounted");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    private void fill() throws IOException {
        assertThatThrownBy(() -> {
                    try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
                        while (true) {
                            out.write(new byte[512]);
                        }
                    }
                })
                .hasMessageContaining("No space");
    }

    @Test
    void aFullDiskTakesADeletionAndItsMoveTellsWhen() throws IOException {
        Instant before = Instant.now().minusSeconds(2);
        try (PlainStore store = PlainStore.open(disk.resolve("backups"), "here", LiveFolder.CLOCK)) {
            BackupMaker.make(store, FIRST, live.file("a", "1"), null);
            fill();
            assertThat(store.discard(FIRST, DELETED).deleted()).isAfter(before);
            assertThat(store.trash()).hasSize(1);
            assertThat(store.verify(FIRST, VerifyLevel.DATA, Progress.NONE).damages())
                    .isEmpty();
            store.undelete(FIRST);
            assertThat(store.list()).hasSize(1);
            store.discard(FIRST, DELETED);
            store.purge(FIRST);
            assertThat(store.trash()).isEmpty();
        }
    }

    /** Else it would leave by the time of the deletion that was undone. */
    @Test
    void aTimeThatCannotBeReplacedKeepsTheBackupWhereItIs() throws IOException {
        try (PlainStore store = PlainStore.open(disk.resolve("backups"), "here", LiveFolder.CLOCK)) {
            BackupMaker.make(store, FIRST, live.file("a", "1"), null);
            store.discard(FIRST, DELETED);
            fill();
            store.undelete(FIRST);
            assertThatThrownBy(() -> store.discard(FIRST, Instant.now())).hasMessageContaining("No space");
            assertThat(store.list()).hasSize(1);
            assertThat(store.residue()).isEmpty();
        }
    }
}
