package io.relaybackup.engine.repository;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Work of many independent pieces, done by several threads. */
final class Shares {

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Shares() {}

    /** A piece of work on something. */
    @FunctionalInterface
    interface Work<T> {
        void on(T each) throws IOException;
    }

    /**
     * Does something with each. When this returns or throws, nothing is at work any more; after the first failure no
     * further piece is begun.
     */
    static <T> void run(ExecutorService threads, Collection<T> all, Work<T> work) throws IOException {
        Shares shares = new Shares();
        List<Future<?>> begun = new ArrayList<>(all.size());
        for (T each : all) {
            begun.add(threads.submit(() -> shares.attempt(each, work)));
        }
        boolean interrupted = false;
        for (Future<?> each : begun) {
            interrupted |= shares.await(each);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failure = shares.failure.get();
        if (failure != null) {
            throw FileChunks.rethrow(failure);
        }
    }

    /** Ends threads; returns when none is at work any more. */
    static void end(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> void attempt(T each, Work<T> work) {
        if (failure.get() == null) {
            try {
                work.on(each);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /** Returns whether it was interrupted, which ends the work, too. */
    private boolean await(Future<?> each) {
        boolean interrupted = false;
        while (true) {
            try {
                each.get();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(null, new InterruptedIOException("interrupted while others were at work"));
            } catch (ExecutionException e) {
                failure.compareAndSet(null, e.getCause());
                return interrupted;
            }
        }
    }
}
