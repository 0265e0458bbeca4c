package io.relaybackup.operation;

import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends operations, each once, in the order that those who look at them rely on; and tells the listeners. */
final class OperationEnding {

    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private final Clock clock;
    private final PastOperations past;
    private final Iterable<OperationListener> listeners;

    OperationEnding(Clock clock, PastOperations past, Iterable<OperationListener> listeners) {
        this.clock = clock;
        this.past = past;
        this.listeners = listeners;
    }

    void tellStarted(Operation operation) {
        tell(listener -> listener.started(operation));
    }

    /**
     * Frees the claims before the end is seen, so that who has seen it can start the next; tells listeners before too,
     * so that the metrics count it.
     */
    void end(RunningOperation operation, OperationOutcome outcome) {
        if (!operation.mayEnd()) {
            return;
        }
        operation.releaseClaims();
        Operation ended =
                operation.current().ended(outcome.status(), clock.instant(), outcome.result(), outcome.problem());
        log.info("{} {} is {}", ended.type().word(), ended.id(), ended.status().word());
        tell(listener -> listener.finished(ended));
        past.add(ended);
        operation.end(ended);
    }

    private void tell(Consumer<OperationListener> event) {
        for (OperationListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                log.error("A listener of operations failed", e);
            }
        }
    }
}
