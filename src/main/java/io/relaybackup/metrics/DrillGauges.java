package io.relaybackup.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.relaybackup.drill.Drill;
import io.relaybackup.drill.DrillOutcome;
import io.relaybackup.drill.Drills;
import io.relaybackup.store.StoreState;
import java.util.List;
import java.util.Optional;

/** What is measured of restore drills: of each store the last one, and the last good one. */
final class DrillGauges {

    private final Drills drills;
    private final GaugeFamily last;
    private final GaugeFamily duration;
    private final GaugeFamily deviations;

    DrillGauges(MeterRegistry registry, Drills drills) {
        this.drills = drills;
        last = new GaugeFamily(
                registry,
                "relay.backup.last.restore.drill.timestamp",
                "seconds",
                "When a restore drill of a store last ended, by its outcome.");
        duration = new GaugeFamily(
                registry,
                "relay.backup.last.restore.drill.duration",
                "seconds",
                "How long the last good restore drill of a store took to have everything back and compared.");
        deviations = new GaugeFamily(
                registry,
                "relay.backup.last.restore.drill.deviations",
                "",
                "What did not come back as it was recorded in the last restore drill of a store.");
    }

    void set(List<StoreState> states) {
        Measurements times = new Measurements();
        Measurements durations = new Measurements();
        Measurements counts = new Measurements();
        for (StoreState state : states) {
            String name = state.store().name();
            Tags store = Tags.of("store", name);
            Optional<Drill> good = drills.lastGood(name);
            Optional<Drill> judged = drills.lastJudged(name);
            times.at(outcome(store, DrillOutcome.SUCCEEDED), good.map(Drill::endedAt));
            times.at(
                    outcome(store, DrillOutcome.FAILED),
                    judged.filter(drill -> !drill.succeeded()).map(Drill::endedAt));
            good.map(Drill::timeToRestoreMs).ifPresent(ms -> durations.add(store, ms / 1000.0));
            judged.ifPresent(drill -> counts.add(store, drill.deviationCount()));
        }
        last.set(times.values());
        duration.set(durations.values());
        deviations.set(counts.values());
    }

    private static Tags outcome(Tags store, DrillOutcome outcome) {
        return store.and("outcome", StoreGauges.word(outcome));
    }
}
