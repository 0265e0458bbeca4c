package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RawTextTest {

    @Test
    void isOrderedByUnsignedBytes() {
        assertThat(Stream.of("", "%00", "A", "a", "a%00", "aa", "%7F", "%80", "%C3%A9", "%FF")
                        .map(RawText::percentDecoded))
                .isSorted();
    }

    @Test
    void keepsItsBytesToItself() {
        byte[] bytes = {1, 2, 3};
        RawText text = RawText.of(bytes);
        bytes[0] = 9;
        text.bytes()[1] = 9;

        assertThat(text.bytes()).containsExactly(1, 2, 3);
        assertThat(text).isEqualTo(RawText.of(new byte[] {1, 2, 3})).hasSameHashCodeAs(RawText.of(new byte[] {1, 2, 3
        }));
    }

    @Test
    void percentDecodingTakesEverythingElseAsUtf8() {
        assertThat(RawText.percentDecoded("caf\u00e9%20%c3%A9")).isEqualTo(RawText.utf8("caf\u00e9 \u00e9"));
        assertThat(RawText.percentDecoded("+")).isEqualTo(RawText.utf8("+"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawText.percentDecoded("100%"))
                .withMessageContaining("100%");
    }

    @Test
    void percentEncodingEscapesAllButUnreservedCharactersAndSlashes() {
        assertThat(RawText.utf8("aZ09-._~/ +:@&=\u00e9").percentEncoded())
                .isEqualTo("aZ09-._~/%20%2B%3A%40%26%3D%C3%A9");
    }

    @Test
    void isSafeInALogLine() {
        assertThat(RawText.utf8("a\nb\r\u0085\u2028\u001b[31m").toString())
                .isEqualTo("a\\u000ab\\u000d\\u0085\\u2028\\u001b[31m");
        assertThat(RawText.percentDecoded("na%FFme").toString()).isEqualTo("na\uFFFDme");
        assertThat(RawText.utf8("plain \uD83D\uDE00").toString()).isEqualTo("plain \uD83D\uDE00");
    }

    @Test
    void plainAsciiIsPrintableAscii() {
        assertThat(RawText.utf8(" ~").isPlainAscii()).isTrue();
        assertThat(RawText.utf8("\n").isPlainAscii()).isFalse();
        assertThat(RawText.utf8("\u007f").isPlainAscii()).isFalse();
        assertThat(RawText.utf8("\u00e9").isPlainAscii()).isFalse();
    }
}
