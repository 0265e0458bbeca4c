package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock of this process on a repository, from {@link Locks#acquire}; refreshed until it is closed, by a thread of its
 * own. Safe for many threads.
 */
final class Lock implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(Lock.class);

    private final Locks locks;
    private final LockKind kind;
    private final LockTimes times;
    private final long written = System.nanoTime();
    private final List<Digest> leftOver = new ArrayList<>();

    private Digest id;
    private volatile Instant refreshed;
    private volatile boolean confirmed;
    private volatile @Nullable String lost;

    /** Why it could not be told whether the lock holds. */
    private volatile @Nullable IOException trouble;

    private boolean closed;

    /** Begins to refresh what was just written. */
    Lock(Locks locks, LockKind kind, LockTimes times, Locks.Written first) {
        this.locks = locks;
        this.kind = kind;
        this.times = times;
        this.id = first.id();
        this.refreshed = first.time();
    }

    void startRefreshing() {
        Thread thread = new Thread(this::keepRefreshing, "repository-lock");
        thread.setDaemon(true);
        thread.start();
    }

    /** Which file it is, until the next refresh. */
    synchronized Digest id() {
        return id;
    }

    /**
     * Blocks until the lock is known to hold; at once when it is known already. Before that, nothing may be written or
     * removed in the repository, and what was read of it may be outdated: a list of its index files from after this
     * says whether it is. When somebody else's lock turns out to be in the way, or that cannot be found out, this one
     * is given up.
     *
     * @throws StoreLockedException when somebody else has the repository
     */
    void confirm() throws IOException {
        if (!confirmed) {
            settle();
        }
        checkNotLost();
    }

    private synchronized void settle() throws IOException {
        checkNotLost();
        if (confirmed) {
            return;
        }
        try {
            Locks.pause(times.settle().minusNanos(System.nanoTime() - written));
            locks.look(kind, id);
        } catch (StoreLockedException | RuntimeException e) {
            lost = "was given up: " + e.getMessage();
            close();
            throw e;
        } catch (IOException e) {
            trouble = e;
            close();
            throw e;
        }
        confirmed = true;
    }

    private void checkNotLost() throws IOException {
        IOException unknown = trouble;
        if (unknown != null) {
            // Nobody else has the store: it is the storage that did not answer.
            throw new StoreUnavailableException(
                    "the lock on the store was given up, as it cannot be looked at: " + ErrorCode.of(unknown), unknown);
        }
        if (lost != null) {
            throw new StoreLockedException("the lock on the store " + lost);
        }
    }

    /**
     * To be asked before whatever the lock is for, again and again: a machine may have slept, a storage been away.
     * Cheap, but for a lock that was not refreshed for long, which it tries to do.
     *
     * @throws StoreLockedException when somebody removed the lock, and may have the repository now
     * @throws StoreUnavailableException when it is not known whether the lock still holds
     */
    void checkHeld() throws IOException {
        checkNotLost();
        if (isLate()) {
            try {
                refresh();
            } catch (IOException e) {
                throw new StoreUnavailableException(
                        "the lock on the store was not refreshed since " + refreshed + ": " + e.getMessage(), e);
            }
            checkNotLost();
        }
    }

    private Duration age() {
        return Duration.between(refreshed, locks.now());
    }

    private boolean isLate() {
        return age().compareTo(times.late()) > 0;
    }

    private synchronized void keepRefreshing() {
        long tick = Math.max(1, times.refresh().dividedBy(5).toMillis());
        try {
            while (!closed && lost == null) {
                wait(tick);
                if (age().compareTo(times.refresh()) >= 0) {
                    refreshAgainLater();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refreshAgainLater() {
        try {
            refresh();
        } catch (IOException | RuntimeException e) {
            log.warn("The lock {} could not be refreshed since {}: {}", id.shortened(), refreshed, e.toString());
        }
    }

    /** Writes a new file and removes the old one, unless somebody else has removed that. */
    synchronized void refresh() throws IOException {
        if (closed || lost != null) {
            return;
        }
        boolean late = isLate();
        if (!locks.exists(id)) {
            loseToSomebody();
            return;
        }
        Locks.Written next = locks.write(kind);
        try {
            if (late) {
                // Somebody may be removing it as stale right now.
                Locks.pause(times.settle());
                if (!locks.exists(id)) {
                    leftOver.add(next.id());
                    loseToSomebody();
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            leftOver.add(next.id());
            throw e;
        }
        leftOver.add(id);
        id = next.id();
        refreshed = next.time();
        removeLeftOver();
    }

    private void loseToSomebody() {
        lost = "was removed by somebody, who may be at work on the store now";
        log.warn("The lock {} {}", id.shortened(), lost);
        removeLeftOver();
    }

    private void removeLeftOver() {
        leftOver.removeIf(old -> {
            try {
                locks.remove(old);
                return true;
            } catch (IOException e) {
                log.warn("The lock {} could not be removed: {}", old.shortened(), e.toString());
                return false;
            }
        });
    }

    /** Gives the lock up. That its file could not be removed is only logged: it becomes stale. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        notifyAll();
        leftOver.add(id);
        removeLeftOver();
        leftOver.forEach(locks::disown);
        log.debug("Held a lock for {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written));
    }
}
