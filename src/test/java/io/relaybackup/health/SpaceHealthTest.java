package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;
import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.probe.Reading;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.util.unit.DataSize;

class SpaceHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final HealthProperties SETTINGS = new HealthProperties(null, null, DataSize.ofBytes(1000), 20);

    private static StoreUsage added(long... oldestFirst) {
        Map<BackupId, Long> added = new HashMap<>();
        for (int i = 0; i < oldestFirst.length; i++) {
            added.put(BackupId.at(NOW.plusSeconds(i)), oldestFirst[i]);
        }
        return new StoreUsage(0, 0, 0, 0, added);
    }

    private static StoreState state(long free, @Nullable StoreUsage usage) {
        StoreCondition condition =
                new StoreCondition(List.of(), List.of(), List.of(), OptionalLong.of(free), OptionalLong.of(1_000_000));
        return new StoreState(new FakeStore().called("local"), Reading.of(condition, NOW), usage, NOW);
    }

    private static Health judge(StoreState state) {
        return SpaceHealth.judge(List.of(state), Reading.of(5000L, NOW), SETTINGS);
    }

    @Test
    void spaceForTheNextBackupIsUpWithTheNumbers() {
        assertThatHealth(judge(state(2200, added(90_000, 500, 1000))))
                .is("UP")
                .has("store local", Map.of("freeBytes", 2200L, "capacityBytes", 1_000_000L, "nextBackupBytes", 1200L))
                .has("state", Map.of("freeBytes", 5000L))
                .has("minimumBytes", 1000L);
    }

    @Test
    void aNextBackupThatMayNotFitIsDegraded() {
        assertThatHealth(judge(state(2199, added(90_000, 500, 1000))))
                .is("DEGRADED")
                .has("reason", "Space is tight: the next backup may not fit into store local.");
    }

    @Test
    void lessThanTheMinimumIsDown() {
        assertThatHealth(judge(state(999, null)))
                .is("DOWN")
                .has("reason", "Too little space: store local has 999 bytes free.");
        assertThatHealth(judge(state(1000, null))).is("UP");
    }

    @Test
    void theOldestBackupSaysNothingOfGrowth() {
        assertThat(NextBackup.bytes(added(), 20)).isEmpty();
        assertThat(NextBackup.bytes(added(90_000), 20)).isEmpty();
        assertThat(NextBackup.bytes(added(90_000, 100), 0)).hasValue(100);
    }

    @Test
    void onlyTheLastBackupsCount() {
        assertThat(NextBackup.bytes(added(90_000, 80_000, 1, 2, 3, 4, 5), 0)).hasValue(5);
        assertThat(NextBackup.bytes(added(90_000, 80_000, 1, 2, 3, 4), 0)).hasValue(80_000);
    }

    @Test
    void aFullStateDirectoryIsDegradedBecauseNothingStops() {
        assertThatHealth(SpaceHealth.judge(List.of(state(5000, null)), Reading.of(999L, NOW), SETTINGS))
                .is("DEGRADED");
        assertThatHealth(SpaceHealth.judge(
                        List.of(state(5000, null)), Reading.failed(new IOException("gone")), SETTINGS))
                .is("DEGRADED");
    }

    @Test
    void aStoreThatIsAwayIsNotJudgedHere() {
        StoreState away = new StoreState(
                new FakeStore().called("local"),
                Reading.failed(new StoreUnavailableException("gone", null)),
                null,
                null);
        assertThatHealth(judge(away)).is("UP").has("store local", Map.of("reason", "not known"));
    }
}
