package io.relaybackup.operation;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.problem.Problems;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came of an operation's work.
 *
 * @param result null unless it succeeded
 * @param problem null when it succeeded
 */
record OperationOutcome(
        OperationStatus status,
        @Nullable JsonNode result,
        @Nullable Problem problem) {

    static final OperationOutcome INTERRUPTED =
            new OperationOutcome(OperationStatus.INTERRUPTED, null, RunningOperation.interruption());

    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    /** Does the work, unless it was cancelled before. */
    static OperationOutcome of(RunningOperation operation, OperationWork work, JsonMapper json) {
        try {
            operation.begin();
            JsonNode result = json.valueToTree(work.run(operation));
            return new OperationOutcome(OperationStatus.SUCCEEDED, result, null);
        } catch (Throwable e) { // an Error too: who waits for the operation must not wait for ever
            return failure(operation, e);
        }
    }

    private static OperationOutcome failure(RunningOperation operation, Throwable thrown) {
        Throwable e = unwrapped(thrown);
        if (e instanceof CancellationException) {
            return operation.isStopped()
                    ? INTERRUPTED
                    : new OperationOutcome(OperationStatus.CANCELLED, null, Problems.of(e));
        }
        Problem problem = Problems.of(e);
        if (e instanceof ProblemException) {
            log.warn("{} failed: {} {}", operation.id(), problem.title(), problem.detail());
        } else {
            log.error("{} failed: {}", operation.id(), problem.title(), e);
        }
        return new OperationOutcome(OperationStatus.FAILED, null, problem);
    }

    private static Throwable unwrapped(Throwable e) {
        boolean wrapper = e instanceof ExecutionException || e instanceof CompletionException;
        return wrapper && e.getCause() != null ? unwrapped(e.getCause()) : e;
    }
}
