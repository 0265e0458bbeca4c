package io.relaybackup.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.relaybackup.backup.Backup;
import io.relaybackup.backup.BackupOutcome;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.health.BackupsSeen;
import io.relaybackup.health.LastRun;
import io.relaybackup.health.SeenBackup;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.Operation.OperationProgress;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.probe.Reading;
import io.relaybackup.store.FakeRepository;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import io.relaybackup.store.Upkeep;
import io.relaybackup.testing.RequiresTool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final BackupId ID = BackupId.at(NOW);
    private static final Backup COMPLETE =
            SeenBackup.at("2026-11-23T03:00:00.500Z").held().make();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private List<String> samples(String metric) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .toList();
    }

    private static Operation operation(OperationType type, OperationStatus status, long durationMs) {
        return new Operation(
                new OperationId("op-" + "0".repeat(26)),
                type,
                status,
                "tester",
                null,
                null,
                NOW,
                NOW,
                NOW,
                durationMs,
                new OperationProgress("", 0, 0, -1, -1),
                null,
                null,
                List.of());
    }

    private static StoreState state(String name, StoredBackup... backups) {
        StoreCondition condition = new StoreCondition(
                List.of(backups), List.of(), List.of(), OptionalLong.of(5000), OptionalLong.of(9000));
        StoreUsage usage = new StoreUsage(300, 200, 0, 0, Map.of(ID, 20L, BackupId.at(NOW.minusSeconds(60)), 180L));
        return new StoreState(new FakeStore().called(name), Reading.of(condition, NOW), usage, NOW);
    }

    private static StoreState away(String name) {
        return new StoreState(
                new FakeStore().called(name), Reading.failed(new StoreUnavailableException("gone", null)), null, null);
    }

    private static BackupsSeen seen(Optional<Backup> latest) {
        return new BackupsSeen(latest.stream().toList(), latest, latest, latest.map(MetricsTest::runOf));
    }

    private static LastRun runOf(Backup backup) {
        return new LastRun(backup.timestamp(), OperationStatus.SUCCEEDED, backup.id(), null, null);
    }

    @Test
    void operationsAreCountedAndTimedByTypeAndOutcome() {
        OperationMetrics metrics = new OperationMetrics(registry);
        assertThat(samples("relay_backup_operations_total"))
                .hasSize(4 * OperationType.values().length)
                .allMatch(line -> line.endsWith(" 0.0"));
        Operation backup = operation(OperationType.BACKUP, OperationStatus.SUCCEEDED, 3000);
        metrics.started(backup);
        assertThat(samples("relay_backup_running_operations"))
                .contains("relay_backup_running_operations{type=\"backup\"} 1.0");
        metrics.finished(backup);
        assertThat(samples("relay_backup_running_operations")).allMatch(line -> line.endsWith(" 0.0"));
        assertThat(samples("relay_backup_operations_total"))
                .contains("relay_backup_operations_total{outcome=\"succeeded\",type=\"backup\"} 1.0");
        assertThat(samples("relay_backup_operation_duration_seconds_bucket"))
                .contains(
                        "relay_backup_operation_duration_seconds_bucket{outcome=\"succeeded\",type=\"backup\",le=\"1.0\"} 0",
                        "relay_backup_operation_duration_seconds_bucket{outcome=\"succeeded\",type=\"backup\",le=\"5.0\"} 1");
        assertThat(samples("relay_backup_operation_duration_seconds_sum"))
                .containsExactly(
                        "relay_backup_operation_duration_seconds_sum{outcome=\"succeeded\",type=\"backup\"} 3.0");
    }

    @Test
    void whatIsInTheTrashIsCountedApart() {
        StoredBackup trashed = SampleBackup.at("2026-03-01T03:00:00Z").make().withDeleted(NOW);
        StoreCondition condition = new StoreCondition(
                List.of(),
                List.of(),
                List.of(),
                OptionalLong.of(5000),
                OptionalLong.of(9000),
                List.of(),
                List.of(trashed));
        StoreUsage usage = new StoreUsage(0, 70, 0, 0, Map.of(), Map.of(trashed.id(), 70L));
        new StoreGauges(registry)
                .set(List.of(new StoreState(new FakeStore().called("local"), Reading.of(condition, NOW), usage, NOW)));
        assertThat(samples("relay_backup_trashed_backups"))
                .containsExactly("relay_backup_trashed_backups{store=\"local\"} 1.0");
        assertThat(samples("relay_backup_trashed_bytes"))
                .containsExactly("relay_backup_trashed_bytes{store=\"local\"} 70.0");
        assertThat(samples("relay_backup_backups")).hasSize(4).allMatch(line -> line.endsWith(" 0.0"));
    }

    @Test
    void repositoriesHaveFiguresOfTheirOwn() {
        StoreFigures figures = new StoreFigures(
                90,
                7,
                1000,
                50,
                12,
                3,
                NOW.minusSeconds(60),
                null,
                800,
                List.of(
                        new StoreFigures.ReadTime(NOW.minus(Duration.ofDays(40)), 300),
                        new StoreFigures.ReadTime(NOW.minus(Duration.ofDays(2)), 500)));
        LockHolder left = new LockHolder("a".repeat(64), NOW.minusSeconds(10), true, "h", "u", 7, true, false);
        LockHolder held = new LockHolder("b".repeat(64), NOW.minusSeconds(5), false, "h", "u", 8, false, true);
        StoreCondition condition = new StoreCondition(
                List.of(), List.of(), List.of(), OptionalLong.empty(), OptionalLong.empty(), List.of(left, held));
        Upkeep upkeep = new Upkeep(PruneOptions.DEFAULT, Optional.of(Duration.ofDays(30)));
        RepositoryGauges gauges = new RepositoryGauges(registry);

        gauges.set(
                List.of(
                        state("local"),
                        new StoreState(
                                new FakeRepository().repository("offsite", upkeep),
                                Reading.of(condition, NOW),
                                null,
                                null,
                                figures)),
                NOW);

        String name = "relay_backup_repository_";
        String offsite = "{store=\"offsite\"} ";
        assertThat(samples(name + "blobs")).containsExactly(name + "blobs" + offsite + "90.0");
        assertThat(samples(name + "packs")).containsExactly(name + "packs" + offsite + "7.0");
        assertThat(samples(name + "pack_bytes")).containsExactly(name + "pack_bytes" + offsite + "1000.0");
        assertThat(samples(name + "unused_bytes")).containsExactly(name + "unused_bytes" + offsite + "50.0");
        assertThat(samples(name + "read_share")).containsExactly(name + "read_share" + offsite + "0.5");
        assertThat(samples(name + "read_within_seconds"))
                .containsExactly(name + "read_within_seconds" + offsite + "2592000.0");
        assertThat(samples(name + "last_checked_timestamp_seconds")).hasSize(1);
        assertThat(samples(name + "oldest_read_timestamp_seconds"))
                .as("some was never read")
                .isEmpty();
        assertThat(samples(name + "locks"))
                .containsExactlyInAnyOrder(
                        name + "locks{stale=\"true\",store=\"offsite\"} 1.0",
                        name + "locks{stale=\"false\",store=\"offsite\"} 1.0");
        assertThat(samples(name + "cache_reads_total"))
                .containsExactlyInAnyOrder(
                        name + "cache_reads_total{result=\"hit\",store=\"offsite\"} 12.0",
                        name + "cache_reads_total{result=\"miss\",store=\"offsite\"} 3.0");
    }

    @Test
    void backupsAreCountedByWhatTheyDid() {
        BackupCounters counters = new BackupCounters(registry, List.of("voting-data"), List.of("local"));
        assertThat(samples("relay_backup_component_failures_total"))
                .containsExactly("relay_backup_component_failures_total{component=\"voting-data\"} 0.0");
        counters.finished(new BackupOutcome(
                ID,
                BackupStatus.INCOMPLETE,
                Trigger.API,
                Map.of(ChangeClass.NEW, 3L, ChangeClass.UNCHANGED, 7L),
                1000,
                Map.of("local", 400L),
                List.of("voting-data")));
        assertThat(samples("relay_backup_files_total"))
                .containsExactlyInAnyOrder(
                        "relay_backup_files_total{change=\"new\"} 3.0",
                        "relay_backup_files_total{change=\"changed\"} 0.0",
                        "relay_backup_files_total{change=\"unchanged\"} 7.0");
        assertThat(samples("relay_backup_added_bytes_total"))
                .containsExactly("relay_backup_added_bytes_total{store=\"local\"} 400.0");
        assertThat(samples("relay_backup_component_failures_total"))
                .containsExactly("relay_backup_component_failures_total{component=\"voting-data\"} 1.0");
    }

    @Test
    void storesAreMeasured() {
        new StoreGauges(registry)
                .set(List.of(state(
                        "local",
                        SampleBackup.at("2026-11-23T03:00:00Z")
                                .verified("2026-11-23T04:00:00Z", VerifyLevel.DATA, 0)
                                .make(),
                        SampleBackup.at("2026-11-22T03:00:00Z")
                                .verified("2026-11-23T05:00:00Z", VerifyLevel.DATA, 2)
                                .incomplete()
                                .make(),
                        SampleBackup.at("2026-11-21T03:00:00Z").makeExternal())));
        assertThat(samples("relay_backup_store_up")).containsExactly("relay_backup_store_up{store=\"local\"} 1.0");
        assertThat(samples("relay_backup_backups"))
                .containsExactlyInAnyOrder(
                        "relay_backup_backups{status=\"complete\",store=\"local\"} 1.0",
                        "relay_backup_backups{status=\"incomplete\",store=\"local\"} 1.0",
                        "relay_backup_backups{status=\"external\",store=\"local\"} 1.0",
                        "relay_backup_backups{status=\"suspect\",store=\"local\"} 0.0");
        assertThat(samples("relay_backup_damaged_backups"))
                .containsExactly("relay_backup_damaged_backups{store=\"local\"} 1.0");
        assertThat(samples("relay_backup_last_verified_timestamp_seconds"))
                .singleElement()
                .asString()
                .startsWith("relay_backup_last_verified_timestamp_seconds{level=\"data\",store=\"local\"} 1.7954064E9");
        assertThat(samples("relay_backup_logical_bytes"))
                .containsExactly("relay_backup_logical_bytes{store=\"local\"} 300.0");
        assertThat(samples("relay_backup_stored_bytes"))
                .containsExactly("relay_backup_stored_bytes{store=\"local\"} 200.0");
        assertThat(samples("relay_backup_last_added_bytes"))
                .containsExactly("relay_backup_last_added_bytes{store=\"local\"} 20.0");
        assertThat(samples("relay_backup_free_bytes"))
                .containsExactly("relay_backup_free_bytes{store=\"local\"} 5000.0");
        assertThat(samples("relay_backup_capacity_bytes"))
                .containsExactly("relay_backup_capacity_bytes{store=\"local\"} 9000.0");
    }

    @Test
    void whatIsNotKnownIsAbsentAndNeverNaN() {
        BackupGauges backups = new BackupGauges(registry);
        StoreGauges stores = new StoreGauges(registry);
        backups.set(seen(Optional.empty()), true, Optional.empty(), NOW);
        stores.set(List.of(state("local"), state("offsite")));
        assertThat(samples("relay_backup_last_success_timestamp_seconds")).isEmpty();
        assertThat(samples("relay_backup_last_run_timestamp_seconds")).isEmpty();
        assertThat(samples("relay_backup_expected_interval_seconds")).isEmpty();
        assertThat(samples("relay_backup_free_bytes")).hasSize(2);
        stores.set(List.of(state("local"), away("offsite")));
        assertThat(samples("relay_backup_free_bytes"))
                .containsExactly("relay_backup_free_bytes{store=\"local\"} 5000.0");
        assertThat(samples("relay_backup_store_up"))
                .containsExactlyInAnyOrder(
                        "relay_backup_store_up{store=\"local\"} 1.0", "relay_backup_store_up{store=\"offsite\"} 0.0");
        assertThat(registry.scrape()).doesNotContain("NaN");
    }

    @Test
    void theLastSuccessIsTheTimeToWhichOneCanGoBack() {
        BackupGauges gauges = new BackupGauges(registry);
        gauges.set(seen(Optional.of(COMPLETE)), true, Optional.of(Duration.ofHours(26)), NOW);
        assertThat(samples("relay_backup_last_success_timestamp_seconds"))
                .containsExactly("relay_backup_last_success_timestamp_seconds 1.7954028005E9");
        assertThat(samples("relay_backup_last_run_timestamp_seconds"))
                .containsExactly("relay_backup_last_run_timestamp_seconds 1.7954028005E9");
        assertThat(samples("relay_backup_last_run_success")).containsExactly("relay_backup_last_run_success 1.0");
        assertThat(samples("relay_backup_expected_interval_seconds"))
                .containsExactly("relay_backup_expected_interval_seconds 93600.0");
        assertThat(samples("relay_backup_held_backups")).containsExactly("relay_backup_held_backups 1.0");
    }

    @Test
    void aStoreThatIsAwayDoesNotTakeTheLastSuccessWithIt() {
        BackupGauges gauges = new BackupGauges(registry);
        gauges.set(seen(Optional.of(COMPLETE)), true, Optional.empty(), NOW);
        gauges.set(seen(Optional.empty()), false, Optional.empty(), NOW);
        assertThat(samples("relay_backup_last_success_timestamp_seconds")).hasSize(1);
        gauges.set(seen(Optional.empty()), true, Optional.empty(), NOW);
        assertThat(samples("relay_backup_last_success_timestamp_seconds")).isEmpty();
    }

    @Test
    void aGaugeChangesWithoutAGap() throws Exception {
        GaugeFamily family = new GaugeFamily(registry, "relay.backup.test", "", "Test.");
        Tags one = Tags.of("store", "one");
        Tags two = Tags.of("store", "two");
        family.set(Map.of(one, 1.0));
        Thread changing = new Thread(() -> {
            for (int i = 0; i < 50_000; i++) {
                family.set(i % 2 == 0 ? Map.of(one, 1.0, two, 2.0) : Map.of(one, 3.0));
            }
        });
        changing.start();
        while (changing.isAlive()) {
            assertThat(samples("relay_backup_test"))
                    .anyMatch(line -> line.startsWith("relay_backup_test{store=\"one\"}"))
                    .noneMatch(line -> line.endsWith("NaN"));
        }
        changing.join();
    }

    @Test
    @RequiresTool(Promtool.NAME)
    void promtoolAcceptsEveryMetric() throws Exception {
        OperationMetrics operations = new OperationMetrics(registry);
        operations.finished(operation(OperationType.VERIFY, OperationStatus.FAILED, 10));
        new BackupCounters(registry, List.of("voting-data"), List.of("local"));
        new StoreGauges(registry).set(List.of(state("local")));
        new BackupGauges(registry).set(seen(Optional.of(COMPLETE)), true, Optional.of(Duration.ofHours(26)), NOW);
        Promtool.assertAccepts(registry.scrape());
    }

    @Test
    @RequiresTool(Promtool.NAME)
    void promtoolRefusesWhatIsWrong() {
        registry.counter("relay.backup.without.help").increment();
        assertThatThrownBy(() -> Promtool.assertAccepts(registry.scrape())).isInstanceOf(AssertionError.class);
    }
}
