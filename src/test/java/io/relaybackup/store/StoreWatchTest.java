package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StoreWatchTest {

    private final FakeStore good = new FakeStore();
    private final FakeStore bad = new FakeStore();

    @TempDir
    private Path folder;

    private StoreWatch watch(Store... stores) {
        return new StoreWatch(new Stores(List.of(stores)), Clock.systemUTC(), Duration.ZERO, Duration.ofMillis(300));
    }

    private static StoreCondition condition(StoreState state) {
        return state.condition().current().orElseThrow();
    }

    @Test
    void aStoreThatIsAwaySaysWhyAndTheOthersStayInSight() {
        good.with(SampleBackup.at("2026-11-20T03:00:00Z").make());
        bad.fail(new StoreUnavailableException("the volume is not mounted", null));
        try (StoreWatch watch = watch(good.called("good"), bad.called("bad"))) {
            List<StoreState> states = watch.all();
            assertThat(states.get(0).isReachable()).isTrue();
            assertThat(condition(states.get(0)).backups()).hasSize(1);
            assertThat(states.get(1).isReachable()).isFalse();
            Problem problem = Objects.requireNonNull(states.get(1).problem());
            assertThat(problem.name()).isEqualTo("store-unavailable");
            assertThat(problem.detail()).isEqualTo("the volume is not mounted");
            assertThat(problem.store()).isEqualTo("bad");
        }
    }

    @Test
    void aStoreThatHangsIsToldFromOneThatAnswers() {
        CountDownLatch latch = new CountDownLatch(1);
        bad.hang(latch);
        try (StoreWatch watch = watch(good.called("good"), bad.called("bad"))) {
            long start = System.nanoTime();
            List<StoreState> states = watch.all();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(states.get(0).isReachable()).isTrue();
            Problem problem = Objects.requireNonNull(states.get(1).problem());
            assertThat(problem.code()).isEqualTo("ETIMEDOUT");
            assertThat(problem.detail()).startsWith("The store does not answer: no answer from the store 'bad' since ");
            latch.countDown();
            await().until(() -> watch.get(bad.called("bad")).isReachable());
        }
    }

    @Test
    void whatWasKnownBeforeAStoreWentAwayStaysKnown() {
        bad.with(SampleBackup.at("2026-11-20T03:00:00Z").make());
        try (StoreWatch watch = watch(bad.called("bad"))) {
            watch.all();
            bad.fail(new StoreUnavailableException("gone", null));
            StoreState state = watch.all().get(0);
            assertThat(state.isReachable()).isFalse();
            assertThat(state.condition().known().orElseThrow().backups()).hasSize(1);
        }
    }

    @Test
    void aFolderThatOthersMayEnterIsAWarning() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        try (StoreWatch watch = watch(good.called("good", folder))) {
            StoreCondition condition = condition(watch.all().get(0));
            assertThat(condition.warnings()).singleElement().asString().contains("rwxr-x---");
            assertThat(condition.freeBytes().orElseThrow()).isPositive();
            assertThat(condition.capacityBytes().orElseThrow())
                    .isGreaterThanOrEqualTo(condition.freeBytes().orElseThrow());
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            assertThat(condition(watch.all().get(0)).warnings()).isEmpty();
        }
    }

    @Test
    void sizesAreMeasuredInTheBackgroundAndAgainAfterAChange() {
        good.use(new StoreUsage(100, 60, 0, 0, Map.of()));
        try (StoreWatch watch = watch(good.called("good"))) {
            watch.start();
            await().until(() -> watch.all().get(0).usage() != null);
            StoreState first = watch.all().get(0);
            assertThat(Objects.requireNonNull(first.usage()).stored()).isEqualTo(60);
            assertThat(first.measuredAt()).isNotNull();
            int walks = good.walks();
            watch.changed();
            watch.changed();
            await("nothing changed").during(Duration.ofMillis(200)).until(() -> good.walks() == walks);

            good.use(new StoreUsage(200, 70, 0, 0, Map.of()));
            good.with(SampleBackup.at("2026-11-20T03:00:00Z").make());
            await().untilAsserted(() -> {
                watch.changed();
                assertThat(Objects.requireNonNull(watch.all().get(0).usage()).stored())
                        .isEqualTo(70);
            });
        }
    }

    @Test
    void askingForSizesWaitsForNoWalk() {
        CountDownLatch latch = new CountDownLatch(1);
        try (StoreWatch watch = watch(good.called("good"))) {
            watch.all();
            await().until(() -> good.walks() == 1);
            good.hang(latch);
            assertThat(Objects.requireNonNull(watch.all().get(0).usage()).stored())
                    .isZero();
            latch.countDown();
        }
    }
}
