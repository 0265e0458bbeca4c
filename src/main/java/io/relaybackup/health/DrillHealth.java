package io.relaybackup.health;

import io.relaybackup.backup.Backup;
import io.relaybackup.drill.Drill;
import io.relaybackup.drill.Drills;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.probe.Reading;
import io.relaybackup.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Did the last restore drill of each store succeed, and is none late? One is late when a quarter of the interval has
 * passed since it was due, or when a further backup was made.
 */
final class DrillHealth {

    private final Drills drills;
    private final Optional<Instant> firstBackup;
    private final Instant now;
    private final List<String> failed = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final Map<String, Object> details = new LinkedHashMap<>();
    private boolean any;

    private DrillHealth(Drills drills, Optional<Instant> firstBackup, Instant now) {
        this.drills = drills;
        this.firstBackup = firstBackup;
        this.now = now;
    }

    static Health judge(List<String> stores, Drills drills, Reading<BackupsSeen> backups, Instant now) {
        Optional<Instant> first = backups.known().stream()
                .flatMap(seen -> seen.all().stream())
                .filter(backup -> backup.status() == BackupStatus.COMPLETE)
                .map(Backup::timestamp)
                .min(Comparator.naturalOrder());
        DrillHealth health = new DrillHealth(drills, first, now);
        stores.forEach(health::add);
        return health.build();
    }

    private void add(String store) {
        Map<String, Object> found = new LinkedHashMap<>();
        details.put("store " + store, found);
        Optional<Drill> judged = drills.lastJudged(store);
        Optional<Drill> good = drills.lastGood(store);
        found.put("last", judged.map(Drill::outcome).map(Object::toString).orElse("none"));
        good.ifPresent(drill -> {
            any = true;
            found.put("lastGood", drill.endedAt().truncatedTo(ChronoUnit.MILLIS));
            found.put("backup", String.valueOf(drill.backup()));
            if (drill.timeToRestoreMs() != null) {
                found.put("timeToRestoreMs", drill.timeToRestoreMs());
            }
        });
        judged.filter(drill -> !drill.succeeded()).ifPresent(drill -> {
            any = true;
            Problem problem = drill.problem();
            String why = problem == null ? "no reason is known" : problem.detail();
            found.put("problem", why);
            failed.add("store " + store + ": " + why);
        });
        Optional<Duration> allowed = drills.plan().lateAfter();
        Optional<Instant> since = good.map(Drill::endedAt).or(() -> firstBackup);
        if (allowed.isPresent() && since.isPresent() && now.isAfter(since.get().plus(allowed.get()))) {
            found.put(
                    "overdueByMs",
                    Duration.between(since.get().plus(allowed.get()), now).toMillis());
            late.add("store " + store);
        }
    }

    private Health build() {
        int since = drills.backupsSince();
        boolean missed = drills.plan().everyBackups().isPresent()
                && since > drills.plan().everyBackups().getAsInt();
        Health.Builder health;
        if (!failed.isEmpty()) {
            health = Degraded.health("The last restore drill failed; " + String.join("; ", failed));
        } else if (!late.isEmpty()) {
            health = Degraded.health("A restore drill is overdue: " + String.join(", ", late) + ".");
        } else if (missed) {
            health = Degraded.health("A restore drill is overdue: " + since + " backups were made since the last.");
        } else {
            health = Degraded.health(
                    Status.UP, any ? "The last restore drill succeeded." : "No restore drill was held yet.");
        }
        return health.withDetail("backupsSince", since).withDetails(details).build();
    }
}
