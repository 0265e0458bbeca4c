package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what the running JDK really throws, where that can be had without a broken disk. */
final class ErrorCodeTest {

    @TempDir
    private Path folder;

    private interface Failing {
        void run() throws IOException;
    }

    private static String codeOf(Failing work) {
        try {
            work.run();
        } catch (IOException e) {
            return ErrorCode.of(e);
        }
        throw new AssertionError("did not fail");
    }

    @Test
    void knowsWhatTheJdkHasAnExceptionFor() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Files.createDirectories(folder.resolve("full/of"));

        assertThat(codeOf(() -> Files.readString(folder.resolve("missing")))).isEqualTo("ENOENT");
        assertThat(codeOf(() -> Files.createFile(file))).isEqualTo("EEXIST");
        assertThat(codeOf(() -> Files.delete(folder.resolve("full")))).isEqualTo("ENOTEMPTY");
        assertThat(codeOf(() -> {
                    try (DirectoryStream<Path> children = Files.newDirectoryStream(file)) {
                        children.forEach(child -> {});
                    }
                }))
                .isEqualTo("ENOTDIR");
    }

    @Test
    void knowsWhatTheJdkHasOnlyTextFor() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("missing"));
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(codeOf(() -> FileChannel.open(link, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                        .close()))
                .isEqualTo("ELOOP");
        assertThat(codeOf(() -> Files.readString(loop))).isEqualTo("ELOOP");
        assertThat(codeOf(() -> Files.readString(folder))).isEqualTo("EISDIR");
        assertThat(codeOf(() -> Files.createFile(folder.resolve("n".repeat(256)))))
                .isEqualTo("ENAMETOOLONG");
        assertThat(codeOf(() -> Files.readString(file.resolve("below")))).isEqualTo("ENOTDIR");
        assertThat(codeOf(() -> Files.writeString(Path.of("/proc/version"), "x")))
                .isIn("EACCES", "EPERM", "EIO");
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, ENOSPC",
        "Disk quota exceeded, EDQUOT",
        "Read-only file system, EROFS",
        "Input/output error, EIO",
        "Too many open files, EMFILE",
        "Too many open files in system, ENFILE",
        "Too many links, EMLINK",
        "Something nobody has heard of, EIO"
    })
    void knowsTheTextsOfTheLibrary(String text, String code) {
        assertThat(ErrorCode.of(new FileSystemException("file", null, text))).isEqualTo(code);
        assertThat(ErrorCode.of(new IOException(text))).isEqualTo(code);
        assertThat(ErrorCode.of(new IOException("while writing", new IOException(text))))
                .isEqualTo(code);
    }

    @Test
    void whatComesFromNoFileOperationHasNone() {
        assertThat(ErrorCode.find(new IllegalStateException("a bug"))).isNull();
        assertThat(ErrorCode.find(new UncheckedIOException(new AccessDeniedException("file"))))
                .isEqualTo("EACCES");
    }
}
