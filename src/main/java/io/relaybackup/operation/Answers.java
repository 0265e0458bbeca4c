package io.relaybackup.operation;

import io.relaybackup.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Answers a request that started an operation: at once that it has begun, or, for a client that prefers to wait, with
 * what came of it. Holds no thread meanwhile.
 */
public final class Answers {

    private static final long GRACE_MS = 60_000;

    private final Operations operations;
    private final Executor threads;

    Answers(Operations operations, Executor threads) {
        this.operations = operations;
        this.threads = threads;
    }

    /** Answers with the operation itself: {@code 202}, or {@code 200} when it succeeded within the wait. */
    public DeferredResult<ResponseEntity<?>> accepted(
            HttpServletRequest request, HttpServletResponse response, Operation operation) {
        return accepted(
                request,
                response,
                operation,
                location(operation.id()),
                () -> operations.find(operation.id()).orElse(operation),
                ResponseEntity::ok);
    }

    /** Where an operation is found. */
    public static URI location(OperationId id) {
        return URI.create("/operations/" + id);
    }

    /**
     * Answers with what the caller makes of the operation.
     *
     * @param location of what is being made, in a {@code 202}
     * @param whileRunning the body of a {@code 202}, made when it is needed
     * @param whenSucceeded the whole answer when it succeeded within the wait; when it did not, the answer is the
     *     operation's problem
     */
    public DeferredResult<ResponseEntity<?>> accepted(
            HttpServletRequest request,
            HttpServletResponse response,
            Operation operation,
            URI location,
            Supplier<?> whileRunning,
            Function<Operation, ResponseEntity<?>> whenSucceeded) {
        Supplier<ResponseEntity<?>> begun =
                () -> ResponseEntity.accepted().location(location).body(whileRunning.get());
        WaitPreference wait = WaitPreference.of(request);
        if (wait.isAbsent()) {
            DeferredResult<ResponseEntity<?>> now = new DeferredResult<>();
            now.setResult(begun.get());
            return now;
        }
        response.setHeader("Preference-Applied", wait.toString());
        DeferredResult<ResponseEntity<?>> later = new DeferredResult<>(wait.seconds() * 1000L + GRACE_MS);
        CompletableFuture<?> unused = operations
                .whenFinished(operation.id())
                .thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), wait.seconds(), TimeUnit.SECONDS)
                .thenAcceptAsync(
                        ended ->
                                settle(later, () -> ended.isEmpty() ? begun.get() : result(ended.get(), whenSucceeded)),
                        threads);
        return later;
    }

    private static ResponseEntity<?> result(Operation ended, Function<Operation, ResponseEntity<?>> whenSucceeded) {
        if (ended.status() == OperationStatus.SUCCEEDED) {
            return whenSucceeded.apply(ended);
        }
        throw problem(ended).asException();
    }

    /** Why an operation did not succeed. */
    public static Problem problem(Operation ended) {
        Problem known = ended.problem();
        return known != null
                ? known
                : Problem.of(
                                500,
                                "operation-failed",
                                "The operation is " + ended.status().word() + ".")
                        .withOperation(ended.id().value());
    }

    private static void settle(DeferredResult<ResponseEntity<?>> answer, Supplier<ResponseEntity<?>> result) {
        try {
            answer.setResult(result.get());
        } catch (RuntimeException e) {
            answer.setErrorResult(e);
        }
    }
}
