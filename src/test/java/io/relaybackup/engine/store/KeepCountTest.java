package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepCountTest {

    @Test
    void aNumberOrUnlimitedIsACount() {
        assertThat(KeepCount.parse("7")).isEqualTo(new KeepCount(7)).hasToString("7");
        assertThat(KeepCount.parse(" 0 ").isZero()).isTrue();
        assertThat(KeepCount.parse("unlimited")).isEqualTo(KeepCount.UNLIMITED).hasToString("unlimited");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "all", "Unlimited", "1234567890", "٣"})
    void anythingElseIsRefusedWithWhatIsAllowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeepCount.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("unlimited");
    }

    @Test
    void negativeCountsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new KeepCount(-1)).withMessageContaining("-1");
    }
}
