package io.relaybackup.health;

import io.relaybackup.backup.Backup;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.probe.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Does any backup look as if its source was wrecked, and nobody has decided about it yet? */
final class SuspectHealth {

    private static final int LISTED = 20;

    private SuspectHealth() {}

    static Health judge(Reading<BackupsSeen> reading) {
        BackupsSeen seen = reading.value();
        if (seen == null) {
            return Degraded.health("It cannot be told: the stores do not answer.")
                    .build();
        }
        List<Backup> open = seen.undecided();
        long confirmed = seen.all().stream()
                .map(Backup::suspect)
                .filter(suspicion -> suspicion != null && suspicion.state() == Suspicion.State.CONFIRMED)
                .count();
        if (open.isEmpty()) {
            return Degraded.health(Status.UP, "No backup is suspect.")
                    .withDetail("confirmed", confirmed)
                    .build();
        }
        Map<String, Object> suspects = new LinkedHashMap<>();
        for (Backup backup : open.subList(0, Math.min(LISTED, open.size()))) {
            suspects.put(
                    backup.id(),
                    Objects.requireNonNull(backup.suspect()).reasons().stream()
                            .map(reason -> reason.component() + ": " + reason.detail())
                            .toList());
        }
        return Degraded.health("The source of " + open.get(0).id()
                        + (open.size() == 1 ? "" : " and " + (open.size() - 1) + " more")
                        + " looks wrecked; retention waits until PATCH /backups/{id} confirms or clears it.")
                .withDetail("undecided", open.size())
                .withDetail("confirmed", confirmed)
                .withDetail("suspects", suspects)
                .build();
    }
}
