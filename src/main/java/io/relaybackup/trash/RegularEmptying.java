package io.relaybackup.trash;

import io.relaybackup.operation.Actor;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationId;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.probe.Beat;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every minute whether something in a trash is due, and then has an operation free it, one at a time for each
 * store. After one the store is left alone for a while, so that what cannot be freed fills no history.
 */
final class RegularEmptying implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RegularEmptying.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration REST = Duration.ofMinutes(10);

    private final TrashEmptying emptying;
    private final Stores stores;
    private final Operations operations;
    private final Clock clock;
    private final Map<String, Run> last = new HashMap<>();
    private final Beat beat = new Beat("trash-emptying", PAUSE, this::emptyWhatIsDue);

    RegularEmptying(TrashEmptying emptying, Stores stores, Operations operations, Clock clock) {
        this.emptying = emptying;
        this.stores = stores;
        this.operations = operations;
        this.clock = clock;
    }

    private record Run(Instant at, OperationId operation) {}

    void start() {
        beat.start();
    }

    /** One thread at a time. */
    void emptyWhatIsDue() {
        for (Store store : stores.all()) {
            try {
                if (mayBeginIn(store) && isDue(store)) {
                    OperationId begun = begin(store);
                    last.put(store.name(), new Run(clock.instant(), begun));
                }
            } catch (IOException | ProblemException e) {
                log.debug("The trash of the store '{}' is not emptied now", store.name(), e);
            } catch (RuntimeException e) {
                log.warn("The trash of the store '{}' is not emptied now: {}", store.name(), e.toString());
            }
        }
    }

    private boolean mayBeginIn(Store store) {
        Run before = last.get(store.name());
        return before == null || !clock.instant().isBefore(before.at().plus(REST)) && !isRunning(before.operation());
    }

    private boolean isRunning(OperationId operation) {
        return operations
                .find(operation)
                .filter(found -> !found.status().isFinished())
                .isPresent();
    }

    private boolean isDue(Store store) throws IOException {
        return emptying.due(store).stream()
                .anyMatch(each -> operations.isFree(Claim.changing(each.backup().id())));
    }

    private OperationId begin(Store store) {
        OperationRequest request =
                new OperationRequest(OperationType.DELETE, Actor.SYSTEM, null, store.name(), Set.of());
        return operations.start(request, context -> empty(store, context)).id();
    }

    private EmptyingReport empty(Store store, OperationContext context) {
        context.phase("trash");
        EmptyingReport expired = emptying.removeExpired(store, context);
        EmptyingReport room = emptying.makeRoom(store, context);
        List<String> freed = new ArrayList<>(expired.freed());
        freed.addAll(room.freed());
        List<Problem> failures = new ArrayList<>(expired.failures());
        failures.addAll(room.failures());
        for (Problem failure : failures) {
            throw failure.asException();
        }
        return new EmptyingReport(store.name(), freed, failures);
    }

    @Override
    public void close() {
        beat.close();
    }
}
