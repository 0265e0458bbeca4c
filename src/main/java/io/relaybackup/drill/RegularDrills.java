package io.relaybackup.drill;

import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.operation.OperationType;
import io.relaybackup.probe.Beat;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds drills when the plan says so: after so long, and after so many backups. What is in the way of one, such as a
 * backup, is waited for.
 */
final class RegularDrills implements OperationListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RegularDrills.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final DrillService service;
    private final Drills drills;
    private final Stores stores;
    private final Clock clock;
    private final Beat beat = new Beat("regular-drills", PAUSE, this::holdWhatIsDue);

    RegularDrills(DrillService service, Drills drills, Stores stores, Clock clock) {
        this.service = service;
        this.drills = drills;
        this.stores = stores;
        this.clock = clock;
    }

    void start() {
        if (!drills.plan().isEmpty()) {
            beat.start();
        }
    }

    /** Soon after a backup, which has freed the source by now. */
    @Override
    public void finished(Operation operation) {
        if (operation.type() == OperationType.BACKUP && !drills.plan().isEmpty()) {
            beat.nudge();
        }
    }

    /** One thread at a time. */
    void holdWhatIsDue() {
        DrillPlan plan = drills.plan();
        if (plan.everyBackups().isPresent()
                && drills.backupsSince() >= plan.everyBackups().getAsInt()) {
            boolean unused = start(DrillRequest.ALL);
            return;
        }
        plan.every().ifPresent(this::holdWhatIsDue);
    }

    /** All at once where all are due, as they are as a rule. */
    private void holdWhatIsDue(Duration every) {
        Instant now = clock.instant();
        if (stores.all().stream().allMatch(store -> isDue(store, every, now))) {
            boolean unused = start(DrillRequest.ALL);
            return;
        }
        for (Store store : stores.all()) {
            if (isDue(store, every, now) && start(new DrillRequest(null, store.name()))) {
                return;
            }
        }
    }

    private boolean isDue(Store store, Duration every, Instant now) {
        return drills.lastTried(store.name())
                .map(tried -> !now.isBefore(tried.plus(every)))
                .orElse(true);
    }

    /** Whether one has begun. */
    private boolean start(DrillRequest request) {
        try {
            service.start(request, Actor.SYSTEM);
            return true;
        } catch (ProblemException e) {
            // Nothing to restore yet, or something in the way: the next minute, and health once it is late.
            log.debug("No restore drill now: {}", e.problem().detail());
            return false;
        }
    }

    @Override
    public void close() {
        beat.close();
    }
}
