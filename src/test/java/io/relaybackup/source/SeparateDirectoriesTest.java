package io.relaybackup.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeparateDirectoriesTest {

    @TempDir
    Path temp;

    @Test
    void siblingsMayLieNextToEachOther() {
        assertThatCode(() -> {
                    SeparateDirectories directories = new SeparateDirectories();
                    directories.add("data", temp.resolve("data"));
                    directories.add("store", temp.resolve("data-backups"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void oneInsideTheOtherIsRefusedWithBothKeys() {
        SeparateDirectories directories = new SeparateDirectories();
        directories.add("the.data", temp.resolve("data"));
        assertThatThrownBy(() -> directories.add("the.store", temp.resolve("data/backups")))
                .hasMessageContaining("the.data")
                .hasMessageContaining("the.store");
        assertThatThrownBy(() -> directories.add("the.root", temp)).hasMessageContaining("the.data");
    }

    @Test
    void aSymlinkHidesNothing() throws IOException {
        Files.createDirectories(temp.resolve("data/inner"));
        Files.createSymbolicLink(temp.resolve("elsewhere"), temp.resolve("data/inner"));
        SeparateDirectories directories = new SeparateDirectories();
        directories.add("the.data", temp.resolve("data"));
        assertThatThrownBy(() -> directories.add("the.store", temp.resolve("elsewhere/backups")))
                .hasMessageContaining("the.store");
    }
}
