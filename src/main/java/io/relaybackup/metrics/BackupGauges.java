package io.relaybackup.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.relaybackup.backup.Backup;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.health.BackupsSeen;
import io.relaybackup.health.LastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is measured of backups as a whole: when, how well, how many are held. */
final class BackupGauges {

    private final GaugeFamily lastRun;
    private final GaugeFamily lastRunSuccess;
    private final GaugeFamily lastSuccess;
    private final GaugeFamily expectedInterval;
    private final GaugeFamily held;
    private final GaugeFamily suspect;

    private @Nullable Instant success;

    BackupGauges(MeterRegistry registry) {
        lastRun = new GaugeFamily(
                registry, "relay.backup.last.run.timestamp", "seconds", "When the last backup run began.");
        lastRunSuccess = new GaugeFamily(
                registry, "relay.backup.last.run.success", "", "Whether the last backup run succeeded, 1 or 0.");
        lastSuccess = new GaugeFamily(
                registry,
                "relay.backup.last.success.timestamp",
                "seconds",
                "The time of the newest complete backup of all components, to which one can go back.");
        expectedInterval = new GaugeFamily(
                registry,
                "relay.backup.expected.interval",
                "seconds",
                "How old the newest complete backup may be, as configured.");
        suspect = new GaugeFamily(
                registry,
                "relay.backup.suspect.backups",
                "",
                "Backups whose source looked wrecked, by whether somebody has decided.");
        held = new GaugeFamily(registry, "relay.backup.held.backups", "", "Backups that nothing may delete now.");
    }

    /**
     * Takes what was seen.
     *
     * @param sure whether every store answered; otherwise an earlier success still counts, for it may be in one that
     *     did not
     */
    void set(BackupsSeen seen, boolean sure, Optional<Duration> interval, Instant now) {
        Tags none = Tags.empty();
        lastRun.set(new Measurements().at(none, seen.lastRun().map(LastRun::at)).values());
        Measurements outcome = new Measurements();
        seen.lastRun().ifPresent(run -> outcome.add(none, run.succeeded() ? 1 : 0));
        lastRunSuccess.set(outcome.values());
        Instant latest = seen.latest().map(Backup::timestamp).orElse(null);
        if (sure || success == null || latest != null && latest.isAfter(success)) {
            success = latest;
        }
        lastSuccess.set(
                new Measurements().at(none, Optional.ofNullable(success)).values());
        expectedInterval.set(new Measurements().lasting(interval).values());
        suspect.set(new Measurements()
                .add(Tags.of("state", "undecided"), seen.undecided().size())
                .add(Tags.of("state", "confirmed"), confirmed(seen))
                .values());
        held.set(new Measurements().add(none, held(seen, now)).values());
    }

    private static double confirmed(BackupsSeen seen) {
        return seen.all().stream()
                .map(Backup::suspect)
                .filter(suspicion -> suspicion != null && suspicion.state() == Suspicion.State.CONFIRMED)
                .count();
    }

    private static double held(BackupsSeen seen, Instant now) {
        return seen.all().stream()
                .map(Backup::hold)
                .filter(hold -> hold != null && (hold.until() == null || now.isBefore(hold.until())))
                .count();
    }
}
