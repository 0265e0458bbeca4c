package io.relaybackup.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.relaybackup.crash.Fault;
import io.relaybackup.crash.FaultyDisk;
import io.relaybackup.engine.tree.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedChannelTest {

    @TempDir
    private Path folder;

    private FaultyDisk disk;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        disk = FaultyDisk.of(folder);
        file = Files.writeString(disk.root().resolve("file"), "0123456789");
    }

    private interface Use {
        void of(FileChannel channel) throws IOException;
    }

    private FileSystemException failure(Fault fault, Use use) throws IOException {
        try (FileChannel channel = NamedChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            disk.breakAt(fault, 1, true);
            return catchThrowableOfType(FileSystemException.class, () -> use.of(channel));
        } finally {
            disk.mend();
        }
    }

    @Test
    void troubleWithAnOpenFileNamesIt() throws IOException {
        ByteBuffer some = ByteBuffer.allocate(4);
        FileSystemException full = failure(Fault.ENOSPC, channel -> channel.write(some, 0));
        assertThat(full.getFile()).isEqualTo(file.toString());
        assertThat(ErrorCode.find(full)).isEqualTo("ENOSPC");
        for (Use use : new Use[] {
            channel -> channel.read(some),
            channel -> channel.read(some, 3),
            channel -> channel.write(some),
            channel -> channel.truncate(3),
            channel -> channel.force(true)
        }) {
            some.clear();
            FileSystemException broken = failure(Fault.EIO, use);
            assertThat(broken.getFile()).isEqualTo(file.toString());
            assertThat(ErrorCode.find(broken)).isEqualTo("EIO");
        }
    }

    @Test
    void whatWorksIsAsItWas() throws IOException {
        try (FileChannel channel = NamedChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("abc".getBytes(StandardCharsets.UTF_8)), 2);
            channel.truncate(7).position(1);
            assertThat(channel.size()).isEqualTo(7);
            assertThat(channel.position()).isEqualTo(1);
            assertThat(channel.tryLock()).isNotNull();
        }
        disk.breakAt(Fault.SHORT_READ, 1, true);
        try (InputStream in = NamedChannel.input(file)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("01abc56");
        }
    }

    @Test
    void aPathIsToldRelativeToTheFolderThatItIsIn() {
        Path store = Path.of("/srv/store");
        IOException inside = new FileSystemException("/srv/store/a/b", null, "Input/output error");
        assertThat(FailedFile.path(inside, store)).isEqualTo("a/b");
        assertThat(FailedFile.path(new IOException("outer", inside), store)).isEqualTo("a/b");
        assertThat(FailedFile.path(new FileSystemException("/srv/store"), store))
                .isEqualTo(".");
        assertThat(FailedFile.path(new FileSystemException("/srv/store-2/a"), store))
                .isNull();
        assertThat(FailedFile.path(new IOException("no file"), store)).isNull();
        assertThat(FailedFile.below(store, new AccessDeniedException("/srv/store/a")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage("a");
        FileAlreadyExistsException other = new FileAlreadyExistsException("/srv/store/a");
        assertThat(FailedFile.below(store, other)).isSameAs(other);
        assertThat(FailedFile.in(store, new NoSuchFileException("a")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("/srv/store/a");
    }

    @Test
    void whatTheDiskDoesNotAnswerForIsNotAbsent() throws IOException {
        assertThat(Look.exists(file)).isTrue();
        assertThat(Look.exists(file.resolveSibling("none"))).isFalse();
        assertThat(Look.isDirectory(file.resolve("below a file"))).isFalse();
        assertThat(Look.isDirectory(file)).isFalse();
        assertThat(Look.isDirectory(disk.root())).isTrue();
        disk.breakAt(Fault.EIO, 1, true);
        assertThatThrownBy(() -> Look.exists(file)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> Look.isDirectory(disk.root())).isInstanceOf(FileSystemException.class);
    }
}
