package io.relaybackup.health;

import io.relaybackup.backup.Backup;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.probe.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Is the newest backup complete and young enough? */
final class CompletenessHealth {

    private CompletenessHealth() {}

    /** Decides by what is known, naming the stores that are away. */
    static Health judge(Reading<BackupsSeen> reading, List<String> away, Optional<Duration> interval, Instant now) {
        BackupsSeen seen = reading.value();
        if (seen == null) {
            return Degraded.health("It cannot be told: the stores do not answer.")
                    .build();
        }
        Health.Builder health = seen.latest()
                .map(latest -> judge(seen, latest, interval, now))
                .orElseGet(() -> withoutBackup(seen, away));
        interval.ifPresent(expected -> health.withDetail("expectedIntervalMs", expected.toMillis()));
        return health.build();
    }

    private static Health.Builder withoutBackup(BackupsSeen seen, List<String> away) {
        if (!away.isEmpty()) {
            return Degraded.health("There is no complete backup in the stores that answer; " + away + " are away.");
        }
        if (seen.newest().isPresent()) {
            return Degraded.health("There is no complete backup; of the newest, "
                            + failed(seen.newest().get()) + ".")
                    .withDetail("newest", seen.newest().get().id());
        }
        return seen.lastRun()
                .filter(run -> !run.succeeded())
                .map(run -> Degraded.health("There is no complete backup. " + describe(run)))
                .orElseGet(() -> Degraded.health("There is no complete backup yet."));
    }

    private static Health.Builder judge(BackupsSeen seen, Backup latest, Optional<Duration> interval, Instant now) {
        Health.Builder health = judgeRuns(seen, latest);
        Optional<Duration> overdue = seen.overdue(now, interval);
        if (overdue.isPresent()) {
            health = Degraded.health(Status.DOWN, "The newest complete backup is too old.")
                    .withDetail("overdueByMs", overdue.get().toMillis());
        }
        return health.withDetail("latest", latest.id())
                .withDetail("ageMs", Duration.between(latest.timestamp(), now).toMillis());
    }

    private static Health.Builder judgeRuns(BackupsSeen seen, Backup latest) {
        Optional<Backup> newest = seen.newest().filter(backup -> !backup.id().equals(latest.id()));
        if (newest.isPresent() && newest.get().status() == BackupStatus.SUSPECT) {
            return Degraded.health("The newest backup is suspect.")
                    .withDetail("newest", newest.get().id());
        }
        if (newest.isPresent()) {
            return Degraded.health("The newest backup is not complete: " + failed(newest.get()) + ".")
                    .withDetail("newest", newest.get().id());
        }
        return seen.lastRun()
                .filter(run -> !run.succeeded() && run.at().isAfter(latest.timestamp()))
                .map(run -> Degraded.health(describe(run)))
                .orElseGet(() -> Degraded.health(Status.UP, "The newest backup is complete."));
    }

    private static String describe(LastRun run) {
        return "The last run did not succeed"
                + (run.problem() == null ? "." : ": " + run.problem().detail());
    }

    private static String failed(Backup backup) {
        List<String> names = backup.results().stream()
                .filter(result -> result.status() == ComponentStatus.FAILED)
                .map(ComponentResult::name)
                .toList();
        return names.isEmpty() ? "something failed" : String.join(", ", names) + " failed";
    }
}
