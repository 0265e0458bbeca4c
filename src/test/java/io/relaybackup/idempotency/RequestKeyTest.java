package io.relaybackup.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestKeyTest {

    @Test
    void visibleAsciiIsAllowedAndNothingElse() {
        assertThat(RequestKey.isValid("8e03978e-40d5-43dd-bc93-6894a57f9324")).isTrue();
        assertThat(RequestKey.isValid("\"!~")).isTrue();
        assertThat(RequestKey.isValid("x".repeat(255))).isTrue();
        for (String bad : new String[] {"", " ", "a b", "a\t", "a\n", "\u007f", "\u00e9", "x".repeat(256)}) {
            assertThat(RequestKey.isValid(bad)).as(bad).isFalse();
        }
    }
}
