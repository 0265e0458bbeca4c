package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of files with several threads: the caller's own and what helpers are free, so that any number of callers
 * get on, and a list of one file never waits for a thread.
 */
final class Readers implements Closeable {

    private final int width;
    private final @Nullable ThreadPoolExecutor helpers;

    Readers(int width) {
        this.width = width;
        this.helpers = width == 1 ? null : pool(width - 1);
    }

    private static ThreadPoolExecutor pool(int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "source-reader-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Returns when each file has been read, or after the first failure, when nobody reads any more.
     *
     * @param readers makes one for each thread
     */
    void read(List<Entry> files, Supplier<LiveFileReader> readers) throws IOException {
        SharedWork work = new SharedWork(files, readers);
        if (helpers != null) {
            for (int i = 1; i < Math.min(width, files.size()); i++) {
                helpers.execute(work::help);
            }
        }
        work.runAndWait();
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }

    /** One list of files, taken from by all that work on it. */
    private static final class SharedWork {

        private final List<Entry> files;
        private final Supplier<LiveFileReader> readers;
        private final AtomicInteger next = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        /** Helpers at work, and whether more may join; guarded by this. */
        private int helping;

        private boolean over;

        SharedWork(List<Entry> files, Supplier<LiveFileReader> readers) {
            this.files = files;
            this.readers = readers;
        }

        void help() {
            synchronized (this) {
                if (over) {
                    return;
                }
                helping++;
            }
            try {
                work();
            } finally {
                synchronized (this) {
                    helping--;
                    notifyAll();
                }
            }
        }

        void runAndWait() throws IOException {
            work();
            boolean interrupted = false;
            synchronized (this) {
                over = true;
                while (helping > 0) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        // Helpers use what the caller will take down, so they are waited for all the same.
                        interrupted = true;
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throwFailure();
        }

        private void work() {
            try (LiveFileReader reader = readers.get()) {
                for (int i = next.getAndIncrement(); i < files.size() && failure == null; i = next.getAndIncrement()) {
                    reader.read(files.get(i));
                }
            } catch (Throwable e) {
                fail(e);
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
    }
}
