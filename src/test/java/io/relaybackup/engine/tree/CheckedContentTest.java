package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedContentTest {

    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static Entry file(long size) {
        return Entry.file(TreePath.of("f"), size, new Metadata(0600, 0, 0, Instant.EPOCH, Map.of()));
    }

    private static Entry abc() {
        return file(3).withContentId(ContentId.sha256(SHA256_OF_ABC));
    }

    private static InputStream content(String text, Entry file) {
        return CheckedContent.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), file);
    }

    private static String readInPieces(InputStream in, int size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[size];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            out.write(piece, 0, n);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void contentAsPromisedPasses(int piece) throws IOException {
        assertThat(readInPieces(content("abc", abc()), piece)).isEqualTo("abc");
        assertThat(content("abc", abc()).readAllBytes()).asString().isEqualTo("abc");
        assertThat(readInPieces(content("", file(0).withContentId(ContentId.sha256(SHA256_OF_NOTHING))), piece))
                .isEmpty();
    }

    @Test
    void theEndStaysTheEnd() throws IOException {
        InputStream in = content("abc", abc());
        in.readAllBytes();
        assertThat(in.read()).isNegative();
        assertThat(in.read(new byte[2])).isNegative();
    }

    @Test
    void theLastBytesOfWrongContentAreNeverHandedOver() throws IOException {
        InputStream in = content("abd", abc());
        assertThat(in.read()).isEqualTo('a');
        assertThat(in.read()).isEqualTo('b');
        assertThatThrownBy(in::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'f' is not what was recorded");
    }

    @Test
    void contentThatEndsEarlyIsRefused() {
        assertThatThrownBy(() -> content("ab", abc()).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessage("'f' has 2 bytes and should have 3");
    }

    @Test
    void contentThatGoesOnIsRefusedBeforeItsLastBytes() throws IOException {
        InputStream in = content("abcd", file(3));
        assertThat(in.read(new byte[2])).isEqualTo(2);
        assertThatThrownBy(() -> in.read(new byte[2]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than the 3 bytes");
    }

    @Test
    void contentWhereThereShouldBeNoneIsRefused() {
        assertThatThrownBy(() -> content("a", file(0)).read()).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsSkippedMustMatchToo() throws IOException {
        InputStream in = content("xbc", abc());
        assertThat(in.skip(1)).isEqualTo(1);
        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        assertThat(content("abc", abc()).skip(10)).isEqualTo(3);
    }

    @Test
    void anIdThatIsNoChecksumChecksTheSizeAlone() throws IOException {
        Entry opaque = file(3).withContentId(ContentId.opaque(new byte[32]));
        assertThat(content("xyz", opaque).readAllBytes()).hasSize(3);
    }
}
