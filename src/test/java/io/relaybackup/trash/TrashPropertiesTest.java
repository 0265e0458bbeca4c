package io.relaybackup.trash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrashPropertiesTest {

    @Test
    void whatMakesNoSenseIsRefusedWithItsKey() {
        for (Duration keep : new Duration[] {Duration.ofMillis(-1), Duration.ofDays(36_501)}) {
            assertThatThrownBy(() -> new TrashProperties(keep))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("relay.backup.trash.keep: " + keep + " is not between 0 and 36500d");
        }
        assertThat(new TrashProperties(Duration.ZERO).keep()).isZero();
    }
}
