package io.relaybackup.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProbeTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private <T> Probe<T> probe(Callable<T> question, Duration maxAge, Duration patience) {
        return new Probe<>("disk", question, maxAge, patience, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    }

    private Probe<Integer> counting(Duration maxAge) {
        return probe(asked::incrementAndGet, maxAge, Duration.ofSeconds(10));
    }

    @Test
    void anAnswerIsGivenAgainUntilItIsTooOld() {
        try (Probe<Integer> probe = counting(Duration.ofSeconds(5))) {
            assertThat(probe.read()).isEqualTo(Reading.of(1, NOW));
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            assertThat(probe.read().value()).isEqualTo(1);
            nanos.incrementAndGet();
            assertThat(probe.read().value()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerThatIsForgottenIsAskedForAnew() {
        try (Probe<Integer> probe = counting(Duration.ofHours(1))) {
            probe.read();
            probe.forget();
            assertThat(probe.read().value()).isEqualTo(2);
        }
    }

    @Test
    void whatWasAskedBeforeItWasForgottenDoesNotCount() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Callable<Integer> question = () -> {
            running.countDown();
            go.await();
            return asked.incrementAndGet();
        };
        try (Probe<Integer> probe = probe(question, Duration.ofHours(1), Duration.ofSeconds(10))) {
            CompletableFuture<Reading<Integer>> reader = CompletableFuture.supplyAsync(probe::read);
            running.await();
            probe.forget();
            go.countDown();
            assertThat(reader.get(10, TimeUnit.SECONDS).value()).isEqualTo(2);
        }
    }

    @Test
    void aFailureComesWithTheLastGoodAnswer() {
        Callable<Integer> question = () -> {
            if (asked.incrementAndGet() > 1) {
                throw new IOException("gone");
            }
            return 7;
        };
        try (Probe<Integer> probe = probe(question, Duration.ZERO, Duration.ofSeconds(10))) {
            assertThat(probe.read().isCurrent()).isTrue();
            nanos.incrementAndGet();
            Reading<Integer> second = probe.read();
            assertThat(second.isCurrent()).isFalse();
            assertThat(second.current()).isEmpty();
            assertThat(second.known()).contains(7);
            assertThat(second.at()).isEqualTo(NOW);
            assertThat(second.failure()).isInstanceOf(IOException.class).hasMessage("gone");
        }
    }

    @Test
    void aQuestionThatHangsKeepsOnlyItsFirstReaderWaiting() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        Callable<Integer> question = () -> {
            asked.incrementAndGet();
            hanging.await();
            return 1;
        };
        try (Probe<Integer> probe = new Probe<>(
                "disk", question, Duration.ZERO, Duration.ofMillis(300), Clock.fixed(NOW, ZoneOffset.UTC))) {
            long start = System.nanoTime();
            assertThat(probe.read().failure())
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("no answer from disk since 2026-11-23T10:00:00Z");
            long first = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(probe.read().isCurrent()).isFalse();
            }
            long others = System.nanoTime() - first;
            assertThat(first - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(others).isLessThan(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(asked).hasValue(1);
            hanging.countDown();
        }
    }

    @Test
    void afterItWasClosedOnlyTheLastAnswerIsKnown() {
        Probe<Integer> probe = counting(Duration.ZERO);
        probe.read();
        probe.close();
        nanos.incrementAndGet();
        assertThat(probe.read().failure()).isInstanceOf(IllegalStateException.class);
        assertThat(probe.read().known()).contains(1);
    }
}
