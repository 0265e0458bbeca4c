package io.relaybackup.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.jsonl chain.jsonl true",
                "*.jsonl blockchain/chain.jsonl true",
                "*.jsonl chain.jsonl.old false",
                "*.jsonl chainXjsonl false",
                "chain.* blockchain/chain.jsonl true",
                "blockchain a/blockchain true",
                "blockchain blockchain/chain.jsonl false",
                "* anything true",
                "?.txt a.txt true",
                "?.txt ab.txt false",
                "cache/* cache/a true",
                "cache/* cache/a/b false",
                "cache/* x/cache/a false",
                "/cache cache true",
                "/cache x/cache false",
                "cache/** cache/a/b true",
                "**/cache cache true",
                "**/cache a/b/cache true",
                "**/cache a/bcache false",
                "a/**/b a/b true",
                "a/**/b a/x/y/b true",
                "a/**/b ab false",
                "[a-c].txt b.txt true",
                "[a-c].txt d.txt false",
                "[!a-c].txt d.txt true",
                "[!a-c].txt b.txt false",
                "[]].txt ].txt true",
                "[[].txt [.txt true",
                "[a^].txt ^.txt true",
                "[a&&b].txt &.txt true",
                "{a,bc}.txt a.txt true",
                "{a,bc}.txt bc.txt true",
                "{a,bc}.txt b.txt false",
                "{a,{b,c}d} cd true",
                "a,b a,b true",
                "\\*.txt *.txt true",
                "\\*.txt a.txt false",
                "a+b aab false",
                "a+b a+b true",
                "(a) (a) true",
                "$HOME $HOME true",
                "caf\u00e9 caf%C3%A9 true",
                "caf? caf%FF true",
                "*.bin na%FFme.bin true",
                "a* a%0Ab true",
                "?? caf%C3%A9 false"
            })
    void matches(String glob, String path, boolean expected) {
        assertThat(Glob.of(glob).matches(TreePath.percentDecoded(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[a", "{a", "a}", "a\\", "{a,{b}", "[z-a]"})
    void whatIsNoPatternIsRefused(String glob) {
        assertThatIllegalArgumentException().isThrownBy(() -> Glob.of(glob));
    }

    @Test
    void isEqualToAnotherOfTheSameText() {
        assertThat(Glob.of("*.a"))
                .isEqualTo(Glob.of("*.a"))
                .hasSameHashCodeAs(Glob.of("*.a"))
                .hasToString("*.a");
        assertThat(Glob.of("*.a")).isNotEqualTo(Glob.of("*.b"));
    }
}
