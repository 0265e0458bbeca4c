package io.relaybackup.health;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.Backups;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.probe.Probe;
import io.relaybackup.probe.Reading;
import io.relaybackup.source.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows the backups without making anybody wait for a store that hangs. Safe for many threads. */
public final class BackupWatch implements OperationListener, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How many runs back one that has ended is looked for. */
    private static final int RUNS = 10;

    private final Backups backups;
    private final Operations operations;
    private final Source source;
    private final Clock clock;
    private final Probe<BackupsSeen> probe;

    /** The last run that ended since the start, which the history may not have yet. */
    private volatile @Nullable LastRun ended;

    BackupWatch(Backups backups, Operations operations, Source source, Clock clock) {
        this.backups = backups;
        this.operations = operations;
        this.source = source;
        this.clock = clock;
        // Stores answer from memory, so each reader may have them asked anew.
        this.probe = new Probe<>("the stores", this::look, Duration.ZERO, PATIENCE, clock);
    }

    /** The backups; the last known ones with the reason where a store hangs. */
    public Reading<BackupsSeen> read() {
        return probe.read();
    }

    @Override
    public void finished(Operation operation) {
        if (operation.type() == OperationType.BACKUP) {
            ended = LastRun.of(operation);
        }
    }

    private BackupsSeen look() {
        List<Backup> all = backups.all();
        Instant now = clock.instant();
        Optional<Backup> newest = all.stream()
                .filter(backup -> isRun(backup, now))
                .filter(backup -> backup.components().containsAll(source.componentNames()))
                .findFirst();
        return new BackupsSeen(all, newest, backups.latest(), lastRun(all, now));
    }

    private boolean isRun(Backup backup, Instant now) {
        return (backup.status() == BackupStatus.COMPLETE
                        || backup.status() == BackupStatus.INCOMPLETE
                        || backup.status() == BackupStatus.SUSPECT)
                && backup.trigger() != Trigger.SAFETY
                && source.host().equals(backup.hostname())
                && !backup.timestamp().isAfter(now);
    }

    private Optional<LastRun> lastRun(List<Backup> all, Instant now) {
        Optional<LastRun> known = Optional.ofNullable(ended).or(this::fromHistory);
        Optional<LastRun> kept =
                all.stream().filter(backup -> isRun(backup, now)).findFirst().map(LastRun::of);
        // Of the same run the history knows more than the backup.
        return kept.filter(run -> known.isEmpty() || run.isAfter(known.get())).or(() -> known);
    }

    private Optional<LastRun> fromHistory() {
        return operations.list(OperationType.BACKUP, null, RUNS).stream()
                .filter(operation -> operation.status().isFinished())
                .findFirst()
                .map(LastRun::of);
    }

    @Override
    public void close() {
        probe.close();
    }
}
