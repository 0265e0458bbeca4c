package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes batches of files, several at a time; after the first failure no more. */
final class SinkWriters implements Closeable {

    /** Enough to keep a thread busy, few enough to spread over all. */
    static final int MOST_FILES = 128;

    static final long MOST_BYTES = 8L * 1024 * 1024;

    private final FileTree tree;
    private final int places;
    private final MetadataWriter metadata;
    private final Progress progress;
    private final ExecutorService threads;
    private final Semaphore free;
    private volatile @Nullable Throwable failure;

    SinkWriters(FileTree tree, int threads, MetadataWriter metadata, Progress progress) {
        this.tree = tree;
        this.places = threads * 2;
        this.metadata = metadata;
        this.progress = progress;
        this.threads = Executors.newFixedThreadPool(threads);
        this.free = new Semaphore(places);
    }

    /** Takes a batch as soon as there is room for it; throws what an earlier one failed with. */
    void submit(List<SinkFile> batch) throws IOException {
        acquire(1);
        throwFailure();
        threads.execute(() -> {
            try {
                if (failure == null) {
                    write(batch);
                }
            } catch (Throwable e) {
                fail(e);
            } finally {
                free.release();
            }
        });
    }

    private void write(List<SinkFile> batch) throws IOException {
        try (SinkReceiver receiver = new SinkReceiver(batch, metadata, progress)) {
            List<Entry> entries = batch.stream().map(SinkFile::entry).toList();
            tree.read(entries, receiver);
            receiver.checkComplete();
        }
    }

    /** Returns when all batches are written. */
    void await() throws IOException {
        acquire(places);
        free.release(places);
        throwFailure();
    }

    private void acquire(int permits) throws InterruptedIOException {
        try {
            free.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were written");
        }
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    private void throwFailure() throws IOException {
        Throwable e = failure;
        if (e instanceof IOException io) {
            throw io;
        }
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
    }

    /** Returns when nobody writes any more. */
    @Override
    public void close() {
        fail(new InterruptedIOException("the writing was given up"));
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
}
