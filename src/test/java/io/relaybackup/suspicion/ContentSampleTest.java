package io.relaybackup.suspicion;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.tree.MemoryTree;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a sample tells of content. */
class ContentSampleTest {

    private static final Random RANDOM = new Random(7);

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < length; i++) {
            text.append("{\"user\":\"u")
                    .append(i)
                    .append("\",\"balance\":")
                    .append(i * 7919L)
                    .append("}\n");
        }
        return text.substring(0, length).getBytes(StandardCharsets.UTF_8);
    }

    private static ContentSample sample(byte[] content) throws IOException {
        MemoryTree tree =
                MemoryTree.builder().file("f", content, MemoryTree.FILE).build();
        return ContentSample.of(tree, Objects.requireNonNull(tree.find(TreePath.of("f"))));
    }

    @Test
    void randomBytesOfAnySizeThatTellsAreIncompressible() {
        for (int length : new int[] {256, 300, 512, 1000, 1024, 2048, 4096}) {
            for (int i = 0; i < 200; i++) {
                assertThat(ContentSample.isIncompressible(random(length)))
                        .as("%d bytes", length)
                        .isTrue();
            }
        }
    }

    @Test
    void textAndTablesAndEncodedBytesAreNot() {
        for (int length : new int[] {1, 100, 256, 300, 512, 1000, 1024, 2048, 4096}) {
            assertThat(ContentSample.isIncompressible(text(length))).isFalse();
            assertThat(ContentSample.isIncompressible(new byte[length])).isFalse();
            assertThat(ContentSample.isIncompressible(
                            Arrays.copyOf(Base64.getEncoder().encode(random(length)), length)))
                    .isFalse();
        }
        assertThat(ContentSample.isIncompressible(random(255)))
                .as("too few to tell")
                .isFalse();
    }

    @Test
    void encryptionScrambles() throws IOException {
        for (int length : new int[] {300, 5000, 100_000, 1_000_000}) {
            assertThat(sample(random(length)).isScrambled(sample(text(length)))).isTrue();
            assertThat(sample(text(length)).isScrambled(sample(text(length + 7))))
                    .isFalse();
            assertThat(sample(random(length)).isScrambled(sample(random(length))))
                    .as("keys that are renewed")
                    .isFalse();
        }
    }

    @Test
    void encryptingTheBeginningAloneIsEnough() throws IOException {
        byte[] head = text(1_000_000);
        System.arraycopy(random(4096), 0, head, 0, 4096);

        assertThat(sample(head).isScrambled(sample(text(1_000_000)))).isTrue();
    }

    @Test
    void aCompressedFormatDoesNotCount() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text(200_000));
        }

        assertThat(sample(out.toByteArray()).isScrambled(sample(text(200_000)))).isFalse();
    }

    @Test
    void zerosAndNothingAreBlank() throws IOException {
        assertThat(sample(new byte[0]).isBlank()).isTrue();
        assertThat(sample(new byte[100_000]).isBlank()).isTrue();
        assertThat(sample(text(10)).isBlank()).isFalse();
    }

    @Test
    void equalContentIsAlike() throws IOException {
        byte[] content = random(50_000);
        byte[] other = content.clone();
        other[49_999] ^= 1;

        assertThat(sample(content).isLike(sample(content))).isTrue();
        assertThat(sample(content).isLike(sample(other))).isFalse();
        assertThat(sample(content).isLike(sample(Arrays.copyOf(content, 49_999))))
                .isFalse();
    }
}
