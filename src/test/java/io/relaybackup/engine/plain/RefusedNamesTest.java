package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that the source can have and the store, whose own path is longer, cannot. */
class RefusedNamesTest {

    /** Bytes of the longest path, with the zero at its end. */
    private static final int PATH_MAX = 4096;

    @TempDir
    private Path folder;

    @Test
    void whatIsTooLongForTheStoreFailsAloneAndIsNamed() throws IOException {
        try (PlainScene scene = new PlainScene(folder)) {
            String deep = deep(scene.backups()
                    .resolve(Layout.PARTIAL)
                    .resolve(BackupMaker.id(1).value()));
            String directory = deep + "/" + "d".repeat(20);
            String file = deep + "/" + "f".repeat(20);
            String link = deep + "/" + "l".repeat(20);
            scene.live().file("a", "1").directory(directory).file(file, "22");
            scene.live().symlink(link, "a").hardLink(deep + "/" + "h".repeat(20), "a");

            RecordingListener listener = scene.make(1);

            assertThat(listener.files()).containsOnlyKeys("a");
            assertThat(listener.failures())
                    .containsOnlyKeys(directory, file, link, deep + "/" + "h".repeat(20))
                    .allSatisfy(
                            (path, reason) -> assertThat(ErrorCode.of(reason)).isEqualTo("ENAMETOOLONG"));
            assertThat(scene.damages(1, VerifyLevel.DATA)).isEmpty();
        }
    }

    /** Directories whose path just fits below a folder, so that no name of twenty does. */
    private static String deep(Path below) {
        int length = PATH_MAX - 1 - below.toString().length() - 1 - 10;
        StringBuilder path = new StringBuilder("p".repeat(length % 100 + 100));
        while (path.length() < length) {
            path.append('/').append("q".repeat(99));
        }
        return path.toString();
    }
}
