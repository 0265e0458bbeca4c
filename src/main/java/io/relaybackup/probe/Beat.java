package io.relaybackup.probe;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a piece of background work again and again on one thread, and soon when it is nudged. What the work throws is
 * logged and stops nothing.
 */
public final class Beat implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Beat.class);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicBoolean nudged = new AtomicBoolean();

    /** Does nothing before {@link #start}; pauses that long between one end and the next beginning. */
    public Beat(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.executor = new ScheduledThreadPoolExecutor(1, runnable -> {
            Thread thread = new Thread(runnable, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Works at once, and from then on regularly. */
    @SuppressWarnings("FutureReturnValueIgnored") // the work's exceptions are caught
    public void start() {
        executor.scheduleWithFixedDelay(this::workOnce, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Has the work done soon, from its start; many nudges at once are one. */
    public void nudge() {
        if (!nudged.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::workOnce);
        } catch (RejectedExecutionException e) {
            log.debug("{} is stopping", name);
        }
    }

    private void workOnce() {
        nudged.set(false);
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn("{} failed; it is tried again", name, e);
        }
    }

    /** Interrupts what is being done and does it no more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
