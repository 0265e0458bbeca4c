package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LastLineTest {

    @TempDir
    private Path folder;

    private long end(String content, long size) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), content);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long end = LastLine.end(channel, size, ByteBuffer.allocate(1000));
            assertThat(channel.position()).isZero();
            return end;
        }
    }

    @Test
    void endsBehindTheLastNewline() throws IOException {
        assertThat(end("one\ntwo\nthr", 11)).isEqualTo(8);
        assertThat(end("one\ntwo\n", 8)).isEqualTo(8);
        assertThat(end("\n", 1)).isEqualTo(1);
    }

    @Test
    void looksOnlyAtWhatWasThere() throws IOException {
        assertThat(end("one\ntwo\nthree\n", 10)).isEqualTo(8);
    }

    @Test
    void isTheStartWithoutANewline() throws IOException {
        assertThat(end("", 0)).isZero();
        assertThat(end("no line", 7)).isZero();
    }

    @Test
    void isFoundAtEveryDistance() throws IOException {
        for (int behind = 0; behind < 4100; behind += behind < 990 || behind > 1010 ? 97 : 1) {
            assertThat(end("line\n" + "x".repeat(behind), 5 + behind)).isEqualTo(5);
        }
    }

    @Test
    void bearsAFileThatHasShrunk() throws IOException {
        assertThat(end("one\ntwo", 5000)).isEqualTo(4);
    }
}
