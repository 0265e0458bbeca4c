package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReopeningStoreTest {

    private static final class StoppedClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-23T10:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final StoppedClock clock = new StoppedClock();
    private final FakeRepository repository = new FakeRepository();
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private volatile @Nullable IOException obstacle;
    private volatile Duration openingTakes = Duration.ZERO;
    private volatile @Nullable CountDownLatch opening;

    private final ReopeningStore store =
            new ReopeningStore("offsite", Path.of("/stores/offsite"), () -> open("first"), () -> open("again"), clock);
    private final ReopeningMaintenance maintenance = new ReopeningMaintenance(store);

    private OpenedStore open(String how) throws IOException {
        opened.add(how);
        clock.advance(openingTakes);
        CountDownLatch latch = opening;
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        IOException reason = obstacle;
        if (reason != null) {
            throw reason;
        }
        return OpenedStore.sharing(repository);
    }

    @Test
    void bothSidesAreOfOneStore() throws Exception {
        assertThat(maintenance.keys()).hasSize(1);
        assertThat(maintenance.figures()).isNull();
        assertThat(store.list()).isEmpty();

        assertThat(opened).containsExactly("first");
    }

    @Test
    void maintenanceThatFindsTheStoreAwayLetsItBeOpenedAgain() throws Exception {
        maintenance.clearCache();
        repository.obstruct(new StoreUnavailableException("gone", null));
        assertThatThrownBy(maintenance::clearCache).hasMessage("gone");
        assertThatThrownBy(store::list).hasMessage("gone");

        repository.obstruct(null);
        clock.advance(Duration.ofSeconds(5));
        maintenance.clearCache();

        assertThat(opened).containsExactly("first", "again");
    }

    @Test
    void aLockIsToldAsItIsAndClosesNothing() throws Exception {
        maintenance.clearCache();
        repository.obstruct(new StoreLockedException("locked by relay@other"));

        assertThatThrownBy(maintenance::clearCache)
                .isInstanceOf(StoreLockedException.class)
                .hasMessage("locked by relay@other");
        assertThat(store.list()).isEmpty();
        assertThat(opened).hasSize(1);
    }

    @Test
    void whatIsDearToTryIsTriedSeldom() {
        obstacle = new StoreUnavailableException("the password opens no key of the repository", null);
        openingTakes = Duration.ofSeconds(3);
        assertThatThrownBy(store::list).hasMessageContaining("password");

        clock.advance(Duration.ofSeconds(29));
        assertThatThrownBy(store::list).hasMessageContaining("password");
        assertThat(opened).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(store::list).hasMessageContaining("password");
        assertThat(opened).hasSize(2);
    }

    @Test
    void nobodyWaitsForAnAttemptThatTakesLong() throws Exception {
        obstacle = new StoreUnavailableException("away", null);
        assertThatThrownBy(store::list).hasMessage("away");
        clock.advance(Duration.ofSeconds(5));
        CountDownLatch latch = new CountDownLatch(1);
        opening = latch;
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> attempt = other.submit(() -> store.list());
            while (opened.size() < 2) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(store::list).hasMessage("away");
            obstacle = null;
            latch.countDown();
            attempt.get();
            assertThat(store.list()).isEmpty();
        } finally {
            other.shutdownNow();
        }
    }
}
