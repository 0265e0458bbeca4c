package io.relaybackup.operation;

import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that operations run on. Platform threads also where the JDK has virtual ones: the work hashes and copies
 * for minutes without ever yielding, and on virtual threads it would keep the few carriers from those that answer
 * requests.
 */
final class OperationThreads {

    private static final int IDLE_SECONDS = 30;

    private OperationThreads() {}

    static ThreadPoolExecutor workers(int count) {
        return pool(count, "operation-");
    }

    /** So many at most, none when there is nothing to do. */
    static ThreadPoolExecutor pool(int count, String prefix) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(prefix));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    static ScheduledExecutorService timer(String prefix) {
        return Executors.newSingleThreadScheduledExecutor(named(prefix));
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
