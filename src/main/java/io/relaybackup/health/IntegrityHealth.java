package io.relaybackup.health;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.CopyStatus;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.probe.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** What did the last verification of each backup say? Verifies nothing itself. */
final class IntegrityHealth {

    private static final int LISTED = 20;

    private IntegrityHealth() {}

    /** How many copies were found how. */
    private static final class Tally {
        private int intact;
        private int unverified;
        private final List<String> damaged = new ArrayList<>();

        void add(Backup backup) {
            for (Backup.Copy copy : backup.copies()) {
                if (copy.status() == CopyStatus.PRESENT) {
                    add(backup, copy.store(), copy.verification());
                }
            }
        }

        private void add(Backup backup, String store, @Nullable Verification verification) {
            if (verification == null) {
                unverified++;
            } else if (verification.intact()) {
                intact++;
            } else {
                damaged.add(backup.id() + " in " + store + ": " + verification.damages() + " damages, found "
                        + verification.at());
            }
        }
    }

    static Health judge(Reading<BackupsSeen> reading, Optional<Duration> verifiedWithin, Instant now) {
        BackupsSeen seen = reading.value();
        if (seen == null) {
            return Degraded.health("It cannot be told: the stores do not answer.")
                    .build();
        }
        Tally tally = new Tally();
        seen.all().stream()
                .filter(backup -> backup.status() != BackupStatus.EXTERNAL)
                .forEach(tally::add);
        Health.Builder health = judge(seen, tally, verifiedWithin, now)
                .withDetail("intact", tally.intact)
                .withDetail("damaged", tally.damaged.size())
                .withDetail("unverified", tally.unverified);
        seen.lastVerified().ifPresent(at -> health.withDetail("lastVerified", at.truncatedTo(ChronoUnit.MILLIS)));
        if (!tally.damaged.isEmpty()) {
            health.withDetail("damages", List.copyOf(tally.damaged.subList(0, Math.min(LISTED, tally.damaged.size()))));
        }
        return health.build();
    }

    private static Health.Builder judge(BackupsSeen seen, Tally tally, Optional<Duration> verifiedWithin, Instant now) {
        if (!tally.damaged.isEmpty()) {
            boolean nothingSoundInLatest =
                    seen.latest().filter(IntegrityHealth::isLost).isPresent();
            return nothingSoundInLatest
                    ? Degraded.health(Status.DOWN, "The newest complete backup is damaged.")
                    : Degraded.health("A backup is damaged; the newest complete one is not lost.");
        }
        if (verifiedWithin.isPresent() && !seen.all().isEmpty()) {
            Instant needed = now.minus(verifiedWithin.get());
            if (seen.lastVerified().filter(at -> !at.isBefore(needed)).isEmpty()) {
                return Degraded.health("No backup was verified within " + verifiedWithin.get() + ".");
            }
        }
        return Degraded.health(
                Status.UP, tally.intact == 0 ? "No backup has been verified yet." : "No damage is known.");
    }

    /** Whether no copy is left that may be sound. */
    private static boolean isLost(Backup backup) {
        Tally own = new Tally();
        own.add(backup);
        return !own.damaged.isEmpty() && own.intact == 0 && own.unverified == 0;
    }
}
