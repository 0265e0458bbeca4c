package io.relaybackup.verification;

import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreFigures.ReadTime;
import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.Operations;
import io.relaybackup.probe.Beat;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads portions of the repositories that are to be read within some time, so that each byte is in time: one every
 * sixtieth of that time, each as large as it takes to come round within half of it. What is not read for the other half
 * is read again, so there is as much time to spare. Starts nothing where nothing is due.
 */
final class RegularReading implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RegularReading.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final int PORTIONS = 60;

    private static final Duration LONGEST_STEP = Duration.ofDays(1);

    private final VerificationService verification;
    private final Stores stores;
    private final Operations operations;
    private final Clock clock;
    private final Map<String, Run> last = new HashMap<>();
    private final Beat beat = new Beat("regular-reading", PAUSE, this::readWhatIsDue);

    RegularReading(VerificationService verification, Stores stores, Operations operations, Clock clock) {
        this.verification = verification;
        this.stores = stores;
        this.operations = operations;
        this.clock = clock;
    }

    private record Run(Instant at, OperationId operation) {}

    void start() {
        if (stores.all().stream().anyMatch(store -> store.upkeep().readWithin().isPresent())) {
            beat.start();
        }
    }

    /** One thread at a time. */
    void readWhatIsDue() {
        for (Store store : stores.all()) {
            try {
                store.upkeep().readWithin().ifPresent(within -> readWhatIsDue(store, within));
            } catch (RuntimeException e) {
                // The next minute, and health once it is late.
                log.warn("No portion of the store '{}' is read now: {}", store.name(), e.toString());
            }
        }
    }

    private void readWhatIsDue(Store store, Duration within) {
        Run before = last.get(store.name());
        Instant now = clock.instant();
        if (before != null && (now.isBefore(before.at().plus(step(within))) || isRunning(before.operation()))) {
            return;
        }
        OptionalLong budget = store.maintenance().isEmpty() ? OptionalLong.empty() : budget(store, within, now);
        if (budget.isEmpty()) {
            return;
        }
        Operation started = verification.startPortion(store.name(), budget.getAsLong(), Actor.SYSTEM);
        last.put(store.name(), new Run(now, started.id()));
    }

    private boolean isRunning(OperationId operation) {
        return operations
                .find(operation)
                .filter(found -> !found.status().isFinished())
                .isPresent();
    }

    private static Duration step(Duration within) {
        Duration step = within.dividedBy(PORTIONS);
        return step.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : step;
    }

    private OptionalLong budget(Store store, Duration within, Instant now) {
        StoreFigures figures;
        try {
            figures = store.repository().figures();
        } catch (IOException | ProblemException e) {
            log.debug("The store '{}' is not read now", store.name(), e);
            return OptionalLong.empty();
        }
        return figures == null ? OptionalLong.empty() : budget(figures, within, now);
    }

    /** How much to read now; empty when nothing is due. */
    static OptionalLong budget(StoreFigures figures, Duration within, Instant now) {
        long due = figures.packBytes() - readSince(figures, now.minus(within.dividedBy(2)));
        if (due <= 0) {
            return OptionalLong.empty();
        }
        double steps = Math.max(
                1, (double) within.dividedBy(2).toMillis() / step(within).toMillis());
        long pace = (long) Math.ceil(figures.packBytes() / steps);
        // After a time without the service, or without the store, all that would soon be late.
        Instant soonLate = now.minus(within.multipliedBy(3).dividedBy(4));
        long pressing = figures.readTimes().stream()
                .filter(read -> read.at().isBefore(soonLate))
                .mapToLong(ReadTime::bytes)
                .sum();
        return OptionalLong.of(Math.max(pace, pressing));
    }

    private static long readSince(StoreFigures figures, Instant since) {
        return figures.readTimes().stream()
                .filter(read -> !read.at().isBefore(since))
                .mapToLong(ReadTime::bytes)
                .sum();
    }

    @Override
    public void close() {
        beat.close();
    }
}
