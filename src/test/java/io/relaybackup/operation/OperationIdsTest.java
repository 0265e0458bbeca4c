package io.relaybackup.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T04:05:06.789Z");

    @Test
    void idsOfOneMillisecondGrow() {
        OperationIds ids = new OperationIds(Clock.fixed(NOW, ZoneOffset.UTC));
        List<OperationId> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next());
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void laterIdsAreGreaterWhicheverServiceMadeThem() {
        OperationId earlier = new OperationIds(Clock.fixed(NOW, ZoneOffset.UTC)).next();
        OperationId later = new OperationIds(Clock.fixed(NOW.plusMillis(1), ZoneOffset.UTC)).next();
        assertThat(later).isGreaterThan(earlier);
    }

    @Test
    void theFirstOfAMillisecondDividesThoseBeforeFromThoseOfIt() {
        OperationId before = new OperationIds(Clock.fixed(NOW.minusMillis(1), ZoneOffset.UTC)).next();
        OperationId within = new OperationIds(Clock.fixed(NOW, ZoneOffset.UTC)).next();
        assertThat(OperationIds.firstOf(NOW.toEpochMilli()))
                .isGreaterThan(before)
                .isLessThan(within);
    }
}
