package io.relaybackup.browse;

import io.relaybackup.problem.Problem;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Runs what takes as long as its client takes: downloads and comparisons. So many at a time; a further one is refused
 * at once instead of waiting behind slow clients.
 */
final class StreamThreads implements AsyncTaskExecutor, AutoCloseable {

    private final Semaphore places;
    private final int most;
    private final ExecutorService threads;

    StreamThreads(int most, ExecutorService threads) {
        this.places = new Semaphore(most);
        this.most = most;
        this.threads = threads;
    }

    /** On threads of their own, which end when they have had nothing to do for a while. */
    static StreamThreads platform(int most) {
        return new StreamThreads(most, Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stream");
            thread.setDaemon(true);
            return thread;
        }));
    }

    @Override
    public void execute(Runnable task) {
        if (!places.tryAcquire()) {
            throw Problem.of(503, "too-many-downloads", "There are " + most + " downloads already; try again later.")
                    .asException();
        }
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            throw Problem.of(503, "stopping", "The service is stopping and starts nothing new.")
                    .asException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
