package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fifo that somebody opens waits for ever, hence the limits. */
@RequiresTool({"mknod", "touch"})
@Timeout(30)
class SpecialFilesTest {

    private static final Instant LONG_AGO = Instant.parse("1969-12-31T23:59:58.123456789Z");

    @TempDir
    private Path target;

    private final List<TreeProblem> notices = new CopyOnWriteArrayList<>();

    private Entry special(TreePath path, EntryType type, int mode, long device) throws IOException {
        Inode own = Inode.of(target);
        Metadata metadata = new Metadata(mode, own.uid(), own.gid(), LONG_AGO, Map.of());
        return new Entry(path, type, 0, metadata, null, null, null, device);
    }

    private SpecialFiles files(String mknod, String touch) {
        return new SpecialFiles(target, mknod, touch, new MetadataWriter(notices::add));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(target)) {
            return all.map(path -> RawPaths.nameOf(path).percentEncoded()).toList();
        }
    }

    @Test
    void fifosAreMadeWithTheirMetadataAndWhateverName() throws IOException {
        TreePath path = TreePath.percentDecoded("--help%0A%FF");
        Entry fifo = special(path, EntryType.FIFO, 0631, 0);
        DirectorySink.into(target, 1, notices::add)
                .write(MemoryTree.builder().add(fifo).build(), Progress.NONE);

        assertThat(names()).containsExactly("--help%0A%FF");
        Inode inode = Inode.of(RawPaths.resolve(target, path));
        assertThat(inode.type()).isEqualTo(EntryType.FIFO);
        assertThat(inode.permissions()).isEqualTo(0631);
        assertThat(inode.modified()).isEqualTo(LONG_AGO);
        assertThat(notices).isEmpty();
    }

    /** Only the superuser of the machine may, others are told. */
    @Test
    void devicesAreMadeWithTheirNumberOrReported() throws IOException {
        long number = 0x1231_2345L;
        Entry device = special(TreePath.of("null"), EntryType.CHARACTER_DEVICE, 0666, number);
        DirectorySink.into(target, 1, notices::add)
                .write(MemoryTree.builder().add(device).build(), Progress.NONE);

        Path place = target.resolve("null");
        if (!notices.isEmpty()) {
            assertThat(notices).singleElement().satisfies(notice -> {
                assertThat(notice.path()).isEqualTo(device.path());
                assertThat(notice.message()).contains("character device");
            });
            assertThat(place).doesNotExist();
            return;
        }
        Inode inode = Inode.of(place);
        assertThat(inode.type()).isEqualTo(EntryType.CHARACTER_DEVICE);
        assertThat(inode.rdev()).isEqualTo(number);
        assertThat(inode.permissions()).isEqualTo(0666);
    }

    @Test
    void theNumberOfADeviceIsTwo() {
        assertThat(SpecialFiles.device("c", 0x0103)).containsExactly("c", "1", "3");
        assertThat(SpecialFiles.device("b", 0x10072c)).containsExactly("b", "7", "300");
        assertThat(SpecialFiles.device("b", -1)).containsExactly("b", "4294967295", "4294967295");
    }

    @Test
    void withoutTheCommandsNothingIsLeftBehind() throws IOException {
        Entry fifo = special(TreePath.of("fifo"), EntryType.FIFO, 0600, 0);
        assertThat(files("no-such-command", "touch").make(target.resolve("fifo"), fifo))
                .isFalse();
        assertThat(files("true", "touch").make(target.resolve("fifo"), fifo)).isFalse();
        assertThat(files("false", "touch").make(target.resolve("fifo"), fifo)).isFalse();
        assertThat(names()).isEmpty();
        assertThat(files("mknod", "false").make(target.resolve("fifo"), fifo)).isTrue();
        assertThat(notices).extracting(TreeProblem::message).containsExactly("its time could not be set");
    }

    @Test
    void nothingIsReplaced() throws IOException {
        Files.writeString(target.resolve("fifo"), "a file");
        Entry fifo = special(TreePath.of("fifo"), EntryType.FIFO, 0600, 0);
        assertThatThrownBy(() -> files("mknod", "touch").make(target.resolve("fifo"), fifo))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(names()).containsExactly("fifo");
        assertThat(target.resolve("fifo")).hasContent("a file");
    }

    @Test
    void attributesThatNoFifoCanHaveAreReported() throws IOException {
        Entry fifo = special(TreePath.of("fifo"), EntryType.FIFO, 0600, 0);
        Metadata described = new Metadata(
                0600,
                fifo.metadata().uid(),
                fifo.metadata().gid(),
                LONG_AGO,
                Map.of("user.comment", RawText.utf8("x")));
        assertThat(files("mknod", "touch").make(target.resolve("fifo"), fifo.withMetadata(described)))
                .isTrue();
        assertThat(notices).hasSize(1);
    }
}
