package io.relaybackup.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitPreferenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "wait=120|120",
                "Wait=7|7",
                "wait=\"7\"|7",
                "wait = 7|7",
                "wait=600|600",
                "wait=601|600",
                "wait=99999999999999999|600",
                "respond-async, wait=10|10",
                "respond-async;foo=\"a, wait=9\", wait=10|10",
                "foo=\"wait=9\\\", wait=8\", wait=10|10",
                "wait=10; foo=bar|10",
                "wait=10, wait=20|10",
                "wait=123456789012345678901234567890|600",
                "wait=0|0",
                "wait|0",
                "wait=|0",
                "wait=-1|0",
                "wait=1.5|0",
                "wait=ten|0",
                "wait=1 2|0",
                "waiting=5|0",
                "respond-async|0",
                "\"|0",
                ",,|0",
            })
    void isReadAsItsStandardSays(String header, int seconds) {
        assertThat(WaitPreference.of(List.of(header)).seconds()).isEqualTo(seconds);
    }

    @Test
    void aLongHeaderIsNoTrouble() {
        String long1 = "foo=\"" + "x,".repeat(20_000) + "\", " + "a,".repeat(20_000);
        assertThat(WaitPreference.of(List.of(long1 + " wait=3")).seconds()).isEqualTo(3);
    }

    @Test
    void isReadFromSeveralHeaders() {
        assertThat(WaitPreference.of(List.of("respond-async", "wait=3")).seconds())
                .isEqualTo(3);
        assertThat(WaitPreference.of(List.of()).isAbsent()).isTrue();
    }
}
