package io.relaybackup.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.relaybackup.drill.Drills;
import io.relaybackup.health.BackupWatch;
import io.relaybackup.health.BackupsSeen;
import io.relaybackup.health.ExpectedInterval;
import io.relaybackup.health.StateWatch;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.probe.Beat;
import io.relaybackup.probe.Reading;
import io.relaybackup.store.StoreState;
import io.relaybackup.store.StoreWatch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Keeps the gauges up to date in the background: every few seconds, and after every operation. */
final class GaugeRefresh implements OperationListener, AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final BackupWatch backups;
    private final StoreWatch stores;
    private final StateWatch state;
    private final ExpectedInterval interval;
    private final Clock clock;
    private final BackupGauges backupGauges;
    private final StoreGauges storeGauges;
    private final RepositoryGauges repositoryGauges;
    private final DrillGauges drillGauges;
    private final GaugeFamily stateFree;
    private final Beat beat = new Beat("metrics", PAUSE, this::refresh);

    GaugeRefresh(
            MeterRegistry registry,
            BackupWatch backups,
            StoreWatch stores,
            StateWatch state,
            ExpectedInterval interval,
            Drills drills,
            Clock clock) {
        this.backups = backups;
        this.stores = stores;
        this.state = state;
        this.interval = interval;
        this.clock = clock;
        this.backupGauges = new BackupGauges(registry);
        this.storeGauges = new StoreGauges(registry);
        this.repositoryGauges = new RepositoryGauges(registry);
        this.drillGauges = new DrillGauges(registry, drills);
        this.stateFree =
                new GaugeFamily(registry, "relay.backup.state.free", "bytes", "Bytes free for the state directory.");
    }

    void start() {
        beat.start();
    }

    void refresh() {
        List<StoreState> states = stores.all();
        storeGauges.set(states);
        repositoryGauges.set(states, clock.instant());
        drillGauges.set(states);
        Reading<BackupsSeen> reading = backups.read();
        boolean sure = reading.isCurrent() && states.stream().allMatch(StoreState::isReachable);
        reading.known().ifPresent(seen -> backupGauges.set(seen, sure, interval.value(), clock.instant()));
        Measurements free = new Measurements();
        state.free().current().ifPresent(bytes -> free.add(Tags.empty(), bytes));
        stateFree.set(free.values());
    }

    @Override
    public void finished(Operation operation) {
        beat.nudge();
    }

    @Override
    public void close() {
        beat.close();
    }
}
