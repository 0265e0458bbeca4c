package io.relaybackup.engine.plain;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has several threads take batches and appends what they make of them to the record, in the order in which the batches
 * came. Only so many are under way, so that memory is bounded however large the tree is.
 */
final class DraftWriting implements DraftWalk.Batches, AutoCloseable {

    /** Batches ahead of the one that the record waits for. */
    private static final int WINDOW = 64;

    private final DraftWorker worker;

    private final DraftRecords records;

    private final Stoppable progress;

    private final ThreadPoolExecutor threads;

    private final Deque<Future<EntriesBlock>> underWay = new ArrayDeque<>();

    DraftWriting(DraftWorker worker, DraftRecords records, Stoppable progress, int workers) {
        this.worker = worker;
        this.records = records;
        this.progress = progress;
        this.threads =
                new ThreadPoolExecutor(workers, workers, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "plain-store-writer");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public void submit(DraftBatch batch) throws IOException {
        progress.checkCancelled();
        underWay.add(threads.submit(() -> worker.take(batch)));
        while (underWay.element().isDone() || underWay.size() >= WINDOW) {
            append(underWay.remove());
            if (underWay.isEmpty()) {
                return;
            }
        }
    }

    /** Returns when all batches are in the record. */
    void finish() throws IOException {
        while (!underWay.isEmpty()) {
            append(underWay.remove());
        }
    }

    private void append(Future<EntriesBlock> batch) throws IOException {
        try {
            records.append(batch.get());
        } catch (ExecutionException e) {
            throw rethrow(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a backup was written");
        }
    }

    private static IOException rethrow(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /** Ends the threads; those still at work stop at the next chance, and are waited for. */
    @Override
    public void close() {
        progress.stop();
        threads.getQueue().clear();
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                // What they write into is about to be removed, so they are waited for all the same.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
