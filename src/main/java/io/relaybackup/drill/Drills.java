package io.relaybackup.drill;

import io.relaybackup.backup.BackupListener;
import io.relaybackup.backup.BackupOutcome;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The drills that were held: all in the state database, the last of each store in memory too, so that nobody who asks
 * for them waits for a disk, and a database that fails loses old evidence alone. Safe for many threads.
 */
public final class Drills implements BackupListener, OperationListener {

    private final DrillTable table;
    private final DrillPlan plan;
    private final int historyCount;
    private final Clock clock;
    private final Map<String, Drill> lastJudged = new ConcurrentHashMap<>();
    private final Map<String, Drill> lastGood = new ConcurrentHashMap<>();
    private final Map<String, Instant> lastTried = new ConcurrentHashMap<>();
    private final AtomicInteger backups = new AtomicInteger();

    private Drills(DrillTable table, DrillPlan plan, int historyCount, Clock clock) {
        this.table = table;
        this.plan = plan;
        this.historyCount = historyCount;
        this.clock = clock;
    }

    /** Opens the evidence; what an earlier service left unfinished in it is interrupted now. */
    static Drills open(DrillTable table, Collection<String> stores, DrillPlan plan, int historyCount, Clock clock) {
        Drills drills = new Drills(table, plan, historyCount, clock);
        for (Drill left : table.running()) {
            table.save(left.ended(DrillOutcome.INTERRUPTED, clock.instant(), null));
        }
        for (String store : stores) {
            table.last(store, List.of(DrillOutcome.SUCCEEDED, DrillOutcome.FAILED))
                    .ifPresent(drill -> drills.lastJudged.put(store, drill));
            table.last(store, List.of(DrillOutcome.SUCCEEDED)).ifPresent(drill -> drills.lastGood.put(store, drill));
            table.last(store, List.of(DrillOutcome.SUCCEEDED, DrillOutcome.FAILED, DrillOutcome.CANCELLED))
                    .ifPresent(drill -> drills.lastTried.put(store, drill.startedAt()));
        }
        drills.backups.set(table.backups());
        return drills;
    }

    /** How often drills are held by themselves. */
    public DrillPlan plan() {
        return plan;
    }

    /** The last drill of a store that came to a judgement. */
    public Optional<Drill> lastJudged(String store) {
        return Optional.ofNullable(lastJudged.get(store));
    }

    /** The last drill of a store that succeeded. */
    public Optional<Drill> lastGood(String store) {
        return Optional.ofNullable(lastGood.get(store));
    }

    /** The last of all that came to a judgement. */
    public Optional<Drill> last() {
        return lastJudged.values().stream().max(Comparator.comparing(Drill::endedAt));
    }

    /** When a drill of the store was last begun that was not cut short by the service's own end. */
    Optional<Instant> lastTried(String store) {
        return Optional.ofNullable(lastTried.get(store));
    }

    /** How many complete backups were made since drills were last begun. */
    public int backupsSince() {
        return backups.get();
    }

    /** Newest first. */
    List<DrillTable.Row> list(
            @Nullable String store, @Nullable DrillOutcome outcome, int limit, @Nullable Long before) {
        return table.list(store, outcome, limit, before);
    }

    /** Drills are about to be held, of all stores. */
    void begin() {
        backups.set(0);
        table.forgetBackups();
    }

    /** Keeps what is known of a drill, over what was known before. */
    void keep(Drill drill) {
        table.save(drill);
        if (drill.isJudged()) {
            lastJudged.put(drill.store(), drill);
        }
        if (drill.succeeded()) {
            lastGood.put(drill.store(), drill);
        }
        if (drill.isJudged() || drill.is(DrillOutcome.CANCELLED)) {
            lastTried.put(drill.store(), drill.startedAt());
            table.prune(historyCount);
        }
    }

    @Override
    public void finished(BackupOutcome outcome) {
        if (outcome.status() == BackupStatus.COMPLETE && outcome.trigger() != Trigger.SAFETY) {
            backups.incrementAndGet();
            table.countBackup();
        }
    }

    /** One that was cancelled, or that the service stopped under. */
    @Override
    public void finished(Operation operation) {
        if (operation.type() != OperationType.DRILL) {
            return;
        }
        DrillOutcome end = operation.status() == OperationStatus.INTERRUPTED
                ? DrillOutcome.INTERRUPTED
                : operation.status() == OperationStatus.CANCELLED ? DrillOutcome.CANCELLED : DrillOutcome.FAILED;
        for (Drill left : table.running(operation.id())) {
            keep(left.ended(end, clock.instant(), operation.problem()));
        }
    }
}
