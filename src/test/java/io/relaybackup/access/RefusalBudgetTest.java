package io.relaybackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalBudgetTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

    private final RefusalBudget budget = new RefusalBudget(clock);

    private long spend(String prefix, int callers, int times) {
        return IntStream.range(0, callers * times)
                .filter(i -> budget.spend(prefix + i % callers))
                .count();
    }

    @Test
    void aFloodOfOneCallerIsCountedAndToldWhenItsMinuteIsOver() {
        assertThat(spend("a", 1, 1000)).isEqualTo(RefusalBudget.OF_ONE);
        assertThat(spend("b", 1, 1)).isEqualTo(1);
        assertThat(budget.settle()).isZero();

        clock.advance(Duration.ofMinutes(1));

        assertThat(budget.settle()).isEqualTo(1000 - RefusalBudget.OF_ONE);
        assertThat(budget.settle()).isZero();
        assertThat(spend("a", 1, 1)).isEqualTo(1);
    }

    @Test
    void aFloodOfManyCallersIsBoundedToo() {
        assertThat(spend("x", 5000, 2)).isEqualTo(RefusalBudget.OF_ALL);
    }
}
