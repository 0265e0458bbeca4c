package io.relaybackup.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.problem.ProblemException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamThreadsTest {

    @Test
    void oneTooManyIsRefusedAtOnceAndThePlaceOfOneThatEndedIsFree() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (StreamThreads threads = StreamThreads.platform(1)) {
            Future<Boolean> first = threads.submit(() -> release.await(20, TimeUnit.SECONDS));
            assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOfSatisfying(ProblemException.class, e -> {
                assertThat(e.problem().status()).isEqualTo(503);
                assertThat(e.problem().name()).isEqualTo("too-many-downloads");
            });
            release.countDown();
            assertThat(first.get()).isTrue();
            boolean ran = false;
            while (!ran) {
                ran = runs(threads);
            }
        }
    }

    /** The place is free a moment after the work has ended. */
    private static boolean runs(StreamThreads threads) throws Exception {
        try {
            return threads.submit(() -> true).get();
        } catch (ProblemException e) {
            return false;
        }
    }

    @Test
    void afterClosingNothingIsStarted() {
        StreamThreads threads = StreamThreads.platform(1);
        threads.close();
        assertThatThrownBy(() -> threads.execute(() -> {}))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("stopping");
    }
}
