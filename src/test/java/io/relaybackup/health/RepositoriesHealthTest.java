package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;
import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreFigures.ReadTime;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.probe.Reading;
import io.relaybackup.store.FakeRepository;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.Store;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import io.relaybackup.store.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class RepositoriesHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final Store WITHIN_30_DAYS = new FakeRepository()
            .repository("offsite", new Upkeep(PruneOptions.DEFAULT, Optional.of(Duration.ofDays(30))));

    private static final StoredBackup OLD =
            SampleBackup.at("2026-01-01T03:00:00Z").make();

    private static final StoredBackup NEW =
            SampleBackup.at("2026-11-22T03:00:00Z").make();

    private static Instant daysAgo(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    private static ReadTime read(int daysAgo, long bytes) {
        return new ReadTime(daysAgo(daysAgo), bytes);
    }

    private static StoreFigures figures(ReadTime... reads) {
        return new StoreFigures(10, 2, 1000, -1, 0, 0, daysAgo(3), null, 0, List.of(reads));
    }

    private static Reading<StoreCondition> with(List<StoredBackup> backups, LockHolder... locks) {
        return Reading.of(
                new StoreCondition(
                        backups, List.of(), List.of(), OptionalLong.empty(), OptionalLong.empty(), List.of(locks)),
                NOW);
    }

    private static LockHolder lock(Duration age, boolean stale) {
        return new LockHolder("a".repeat(64), NOW.minus(age), true, "relay-2", "relay", 12, stale, false);
    }

    private static Health judge(Store store, Reading<StoreCondition> condition, @Nullable StoreFigures figures) {
        return RepositoriesHealth.judge(List.of(new StoreState(store, condition, null, null, figures)), NOW);
    }

    private static Map<?, ?> details(Health health) {
        return (Map<?, ?>) Objects.requireNonNull(health.getDetails().get("store offsite"));
    }

    @Test
    void withoutARepositoryAllIsWell() {
        assertThatHealth(judge(new FakeStore().called("local"), with(List.of(NEW)), null))
                .is("UP")
                .has("reason", "No store is a repository.");
    }

    @Test
    void whatWasReadInTimeIsTold() {
        Health health = judge(WITHIN_30_DAYS, with(List.of(OLD)), figures(read(20, 600), read(1, 300)));

        assertThatHealth(health).is("UP");
        assertThat(details(health).get("readShare")).isEqualTo(0.9);
        assertThat(details(health).get("readDataWithinMs")).isEqualTo(2_592_000_000L);
        assertThat(details(health).get("lastChecked")).isEqualTo(daysAgo(3));
    }

    @Test
    void whatWasReadTooLongAgoIsLate() {
        Health health = judge(WITHIN_30_DAYS, with(List.of(OLD)), figures(read(31, 100), read(1, 900)));

        assertThatHealth(health).is("DEGRADED");
        assertThat(health.getDetails().get("reason"))
                .asString()
                .contains("not all of store offsite was read within PT720H");
        assertThat(details(health).get("readShare")).isEqualTo(0.9);
    }

    @Test
    void whatWasNeverReadIsLateOnceItIsOldEnough() {
        assertThatHealth(judge(WITHIN_30_DAYS, with(List.of(NEW)), figures())).is("UP");
        assertThatHealth(judge(WITHIN_30_DAYS, with(List.of(NEW, OLD)), figures()))
                .is("DEGRADED");
    }

    @Test
    void nothingNeedBeReadWhereNothingIsConfigured() {
        Health health = judge(new FakeRepository().repository("offsite"), with(List.of(OLD)), figures());

        assertThatHealth(health).is("UP");
        assertThat(details(health).containsKey("readShare")).isFalse();
    }

    @Test
    void aLockThatWasLeftIsNamedAndOneInUseOnlyHasItsAge() {
        Health inUse = judge(WITHIN_30_DAYS, with(List.of(NEW), lock(Duration.ofMinutes(3), false)), figures());
        assertThatHealth(inUse).is("UP");
        assertThat(details(inUse).get("locks")).isEqualTo(1);
        assertThat(details(inUse).get("oldestLockAgeMs")).isEqualTo(180_000L);

        Health left = judge(
                WITHIN_30_DAYS,
                with(List.of(NEW), lock(Duration.ofHours(2), true), lock(Duration.ofSeconds(1), false)),
                figures());
        assertThatHealth(left).is("DEGRADED");
        assertThat(details(left).get("oldestLockAgeMs")).isEqualTo(7_200_000L);
        assertThat(details(left).get("staleLocks"))
                .asString()
                .contains("relay@relay-2, process 12, refreshed 2026-11-23T08:00:00Z, exclusive");
        assertThat(left.getDetails().get("reason")).asString().contains("POST /stores/offsite/unlock");
    }

    @Test
    void oneThatIsAwaySaysSoAndIsJudgedWithTheStores() {
        Health health = judge(
                WITHIN_30_DAYS, Reading.failed(new StoreUnavailableException("gone", null)), figures(read(1, 1000)));

        assertThatHealth(health).is("UP");
        assertThat(details(health).get("reachable")).isEqualTo(false);
    }
}
