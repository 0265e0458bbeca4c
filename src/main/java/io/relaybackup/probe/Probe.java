package io.relaybackup.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a question that may take long or never be answered, on a thread of its own, at most one at a time; remembers the
 * answer for a short while, and the last good one for ever. A reader waits no longer than the question has been patient
 * for: while it hangs, only the first readers wait, and the others get at once what is known.
 *
 * <p>Does not ask by itself. Safe for many threads.
 */
public final class Probe<T> implements AutoCloseable {

    private static final long IDLE_SECONDS = 60;

    private final String name;
    private final Callable<T> question;
    private final Duration maxAge;
    private final Duration patience;
    private final Clock clock;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor executor;

    private @Nullable Attempt<T> last;
    private @Nullable Attempt<T> lastGood;

    /**
     * Asks nothing yet.
     *
     * @param name of what is asked, for people
     * @param maxAge how old an answer may be to be given again; zero has each reader ask anew
     * @param patience how long a question may take before readers stop waiting for it
     */
    public Probe(String name, Callable<T> question, Duration maxAge, Duration patience, Clock clock) {
        this(name, question, maxAge, patience, clock, System::nanoTime);
    }

    Probe(String name, Callable<T> question, Duration maxAge, Duration patience, Clock clock, LongSupplier nanos) {
        this.name = name;
        this.question = question;
        this.maxAge = maxAge;
        this.patience = patience;
        this.clock = clock;
        this.nanos = nanos;
        this.executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "probe-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    private static final class Attempt<T> {
        private final Instant asked;
        private final long askedNanos;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private volatile boolean forgotten;

        Attempt(Instant asked, long askedNanos) {
            this.asked = asked;
            this.askedNanos = askedNanos;
        }

        boolean servesSince(long earliestNanos) {
            return !forgotten && askedNanos - earliestNanos >= 0;
        }
    }

    /** What is known, asked anew where it is too old. */
    public Reading<T> read() {
        long earliest = nanos.getAsLong() - maxAge.toNanos();
        while (true) {
            Attempt<T> attempt = attemptFor(earliest);
            if (!awaitEnd(attempt)) {
                return reading(new TimeoutException("no answer from " + name + " since " + attempt.asked));
            }
            if (attempt.servesSince(earliest)) {
                return reading(failureOf(attempt));
            }
        }
    }

    /** Has the next reader ask anew; what is being asked now does not count for it. */
    public synchronized void forget() {
        if (last != null) {
            last.forgotten = true;
        }
    }

    /** The attempt that runs, or one that serves, or a new one. */
    private synchronized Attempt<T> attemptFor(long earliest) {
        Attempt<T> known = last;
        if (known != null && (!known.answer.isDone() || known.servesSince(earliest))) {
            return known;
        }
        Attempt<T> attempt = new Attempt<>(clock.instant(), nanos.getAsLong());
        last = attempt;
        try {
            executor.execute(() -> ask(attempt));
        } catch (RejectedExecutionException e) {
            attempt.answer.completeExceptionally(new IllegalStateException("the service is stopping", e));
        }
        return attempt;
    }

    private void ask(Attempt<T> attempt) {
        try {
            T value = question.call();
            synchronized (this) {
                lastGood = attempt;
                attempt.answer.complete(value);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            attempt.answer.completeExceptionally(e);
        } catch (Throwable e) {
            attempt.answer.completeExceptionally(e);
        }
    }

    /** Whether it ended while the patience lasted. */
    private boolean awaitEnd(Attempt<T> attempt) {
        long left = patience.toNanos() - (nanos.getAsLong() - attempt.askedNanos);
        try {
            attempt.answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static @Nullable Exception failureOf(Attempt<?> attempt) {
        if (!attempt.answer.isCompletedExceptionally()) {
            return null;
        }
        try {
            attempt.answer.join();
            return null;
        } catch (RuntimeException e) {
            return e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private synchronized Reading<T> reading(@Nullable Exception failure) {
        Attempt<T> good = lastGood;
        return good == null
                ? new Reading<>(null, null, failure)
                : new Reading<>(good.answer.join(), good.asked, failure);
    }

    /** Asks no more; a question that hangs is interrupted and left to itself. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
