package io.relaybackup.idempotency;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemWriter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A repetition that waits, without a thread, until the first is answered, and is then dispatched again. */
final class WaitingRequest implements AsyncListener {

    /** More than the longest wait that a first can prefer. */
    private static final long LONGEST_MS = 11 * 60_000L;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final ProblemWriter problems;

    private WaitingRequest(HttpServletRequest request, HttpServletResponse response, ProblemWriter problems) {
        this.request = request;
        this.response = response;
        this.problems = problems;
    }

    static void start(Attempt first, HttpServletRequest request, HttpServletResponse response, ProblemWriter problems) {
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(LONGEST_MS);
        context.addListener(new WaitingRequest(request, response, problems));
        CompletableFuture<?> unused = first.whenEnded().thenRun(() -> dispatch(context));
    }

    private static void dispatch(AsyncContext context) {
        try {
            context.dispatch();
        } catch (IllegalStateException e) {
            // It timed out, or the client is gone; nobody is left to be answered.
            return;
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        problems.write(
                request,
                response,
                Problem.conflict(
                        "idempotency-key-in-use", "The first request with this Idempotency-Key is still under way."));
        event.getAsyncContext().complete();
    }

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
