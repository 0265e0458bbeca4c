package io.relaybackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WrongTokenLimitTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

    private final WrongTokenLimit limit = new WrongTokenLimit(clock);

    private void count(String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(limit.count(address)).isZero();
        }
    }

    @Test
    void thirtyAMinuteAreAllowedAndTheNextHasToWaitForTheMinutesEnd() {
        count("a", 20);
        clock.advance(Duration.ofSeconds(40));
        count("a", 10);

        assertThat(limit.count("a")).isEqualTo(Duration.ofSeconds(20));
        assertThat(limit.count("b")).isZero();
        clock.advance(Duration.ofSeconds(20));
        count("a", 30);
        assertThat(limit.count("a")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aFloodOfAddressesIsRememberedInBoundedMemory() {
        count("first", 30);
        for (int i = 0; i < 9_999; i++) {
            limit.count("x" + i);
        }
        assertThat(limit.count("first")).isPositive();
        limit.count("one more");

        assertThat(limit.size()).isEqualTo(10_000);
        assertThat(limit.count("first")).isZero();
    }
}
