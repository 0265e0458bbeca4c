package io.relaybackup.trash;

import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.probe.Beat;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every minute whether something in a trash is due, and then has one operation free it, in all stores that have
 * some. After one that failed there is a rest, so that what cannot be freed fills no history.
 */
final class RegularEmptying implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RegularEmptying.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration REST = Duration.ofMinutes(10);

    private final TrashEmptying emptying;
    private final Stores stores;
    private final Operations operations;
    private final Clock clock;
    private final Beat beat = new Beat("trash-emptying", PAUSE, this::emptyWhatIsDue);

    private @Nullable OperationId last;

    RegularEmptying(TrashEmptying emptying, Stores stores, Operations operations, Clock clock) {
        this.emptying = emptying;
        this.stores = stores;
        this.operations = operations;
        this.clock = clock;
    }

    /** The result of the operation. */
    record Emptied(List<EmptyingReport> stores) {

        Emptied {
            stores = List.copyOf(stores);
        }
    }

    void start() {
        beat.start();
    }

    /** One thread at a time. */
    void emptyWhatIsDue() {
        if (!mayBegin()) {
            return;
        }
        List<Store> due = stores.all().stream().filter(this::isDue).toList();
        if (due.isEmpty()) {
            return;
        }
        OperationRequest request = new OperationRequest(OperationType.DELETE, Actor.SYSTEM, null, null, Set.of());
        try {
            last = operations.start(request, context -> empty(due, context)).id();
        } catch (ProblemException e) {
            log.debug("The trash is not emptied now", e);
        }
    }

    private boolean mayBegin() {
        Operation before = last == null ? null : operations.find(last).orElse(null);
        if (before == null) {
            return true;
        }
        return switch (before.status()) {
            case QUEUED, RUNNING -> false;
            case SUCCEEDED -> true;
            case FAILED, CANCELLED, INTERRUPTED ->
                !clock.instant()
                        .isBefore(Objects.requireNonNullElse(before.finishedAt(), Instant.MIN)
                                .plus(REST));
        };
    }

    private boolean isDue(Store store) {
        try {
            return emptying.due(store).stream()
                    .anyMatch(each ->
                            operations.isFree(Claim.changing(each.backup().id())));
        } catch (IOException e) {
            log.debug("The trash of the store '{}' is not emptied now", store.name(), e);
            return false;
        }
    }

    /** In one operation, whose claims are not in its own way: a backup may be in the trash of several stores. */
    private Emptied empty(List<Store> due, OperationContext context) {
        List<EmptyingReport> reports = new ArrayList<>();
        for (Store store : due) {
            context.phase("trash of " + store.name());
            reports.add(emptying.removeExpired(store, context).plus(emptying.makeRoom(store, context)));
        }
        reports.stream()
                .flatMap(report -> report.failures().stream())
                .findFirst()
                .ifPresent(failure -> {
                    throw failure.asException();
                });
        return new Emptied(reports);
    }

    @Override
    public void close() {
        beat.close();
    }
}
