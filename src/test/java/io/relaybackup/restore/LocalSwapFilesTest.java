package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LocalSwapFilesTest {

    private final LocalSwapFiles files = new LocalSwapFiles(MountTable.ofThisProcess());

    /** Nobody, not even root, may change the mode of what is in /proc, as nobody else may that of a volume's top. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void metadataIsSetWhereThatIsPermitted() throws IOException {
        Path foreign = Path.of("/proc/self/task");
        DirectoryMetadata before = DirectoryMetadata.read(foreign);
        DirectoryMetadata wanted =
                new DirectoryMetadata(before.mode() ^ 0007, before.uid(), before.gid(), before.modified());

        assertThatCode(() -> files.apply(foreign, wanted)).doesNotThrowAnyException();

        assertThat(DirectoryMetadata.read(foreign).mode()).isEqualTo(before.mode());
    }
}
