package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.directory.DirectorySink;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file does not take of the disk, neither its backup nor its restored copy does. */
@RequiresTool("stat")
class SparseFileTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    void holesStayHolesInTheStoreAndWhenRestored() throws Exception {
        try (PlainScene scene = new PlainScene(folder)) {
            Path data = folder.resolve("data");
            lay(data.resolve("in-the-middle"), 64L * MIB, 20L * MIB + 123);
            lay(data.resolve("at-the-end"), 64L * MIB + 1, 0);
            lay(data.resolve("nothing-else"), 64L * MIB, -1);

            scene.make(1);
            Path restored = folder.resolve("restored");
            try (FileTree tree = scene.store().open(BackupMaker.id(1))) {
                DirectorySink.into(restored, 2, problem -> {}).write(tree, Progress.NONE);
            }

            for (String name : new String[] {"in-the-middle", "at-the-end", "nothing-else"}) {
                for (Path copy : new Path[] {scene.backup(1).resolve(name), restored.resolve(name)}) {
                    assertThat(Files.mismatch(data.resolve(name), copy))
                            .as("%s", copy)
                            .isEqualTo(-1);
                    assertThat(onDisk(copy)).as("%s", copy).isLessThan(2L * MIB);
                }
            }
            assertThat(scene.damages(1, VerifyLevel.DATA)).isEmpty();
        }
    }

    /** A file of a size with a few bytes somewhere; nowhere when {@code at} is negative. */
    private static void lay(Path file, long size, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), size - 1);
            if (at >= 0) {
                channel.write(ByteBuffer.wrap("something".getBytes(StandardCharsets.US_ASCII)), at);
            }
        }
    }

    private static long onDisk(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertThat(stat.waitFor()).isZero();
        return Long.parseLong(blocks) * 512;
    }
}
