package io.relaybackup.engine.plain;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings large files to the disk while more is being read, so that the forcing at the end finds little left to do. One
 * thread of its own.
 */
final class Writeback implements Closeable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "plain-store-writeback");
        made.setDaemon(true);
        return made;
    });

    private volatile @Nullable IOException failure;

    /** Starts to write out what the file has so far. */
    void start(FileChannel file) {
        thread.execute(() -> run(file, false));
    }

    /** Writes the file out and closes it. */
    void finish(FileChannel file) {
        thread.execute(() -> run(file, true));
    }

    private void run(FileChannel file, boolean last) {
        try {
            if (failure == null && file.isOpen()) {
                file.force(false);
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            if (last) {
                close(file);
            }
        }
    }

    private void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Waits for all that was asked for, and asks for no more. */
    void await() throws IOException {
        close();
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() throws InterruptedIOException {
        thread.shutdown();
        try {
            while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                // A slow disk may take any time; only an interrupt ends the wait.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were written out");
        }
    }
}
