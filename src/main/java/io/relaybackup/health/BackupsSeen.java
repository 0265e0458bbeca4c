package io.relaybackup.health;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.CopyStatus;
import io.relaybackup.engine.store.Notes.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The backups as they were seen.
 *
 * @param all newest first, those in the making included
 * @param newest the newest of this host that was to have all configured components, whole or not
 * @param latest the newest complete one of these: to which one can go back
 * @param lastRun the last that was tried
 */
public record BackupsSeen(
        List<Backup> all, Optional<Backup> newest, Optional<Backup> latest, Optional<LastRun> lastRun) {

    /** When some backup was last found intact. */
    public Optional<Instant> lastVerified() {
        return all.stream()
                .flatMap(backup -> backup.copies().stream())
                .filter(copy -> copy.status() == CopyStatus.PRESENT)
                .map(Backup.Copy::verification)
                .filter(verification -> verification != null && verification.intact())
                .map(Verification::at)
                .max(Comparator.naturalOrder());
    }

    /** Backups whose source looked wrecked and about which nobody has decided, newest first. */
    public List<Backup> undecided() {
        return all.stream()
                .filter(backup -> backup.suspect() != null && backup.suspect().isOpen())
                .toList();
    }

    /** How old what one can go back to is. */
    public Optional<Duration> age(Instant now) {
        return latest.map(backup -> Duration.between(backup.timestamp(), now));
    }

    /** By how much the next backup is late; empty when it is not. */
    public Optional<Duration> overdue(Instant now, Optional<Duration> interval) {
        return interval.flatMap(allowed -> age(now).map(age -> age.minus(allowed)))
                .filter(late -> !late.isNegative() && !late.isZero());
    }
}
