package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.storage.StoredFile;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoreLockedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks on a repository, by which its clients keep out of each other's way. A client looks for locks in its way,
 * writes its own, waits until whoever did the same at the same time must see it, and looks again. Locks of processes
 * that are gone are removed when they are met. Safe for many threads.
 */
final class Locks {

    private static final Logger log = LoggerFactory.getLogger(Locks.class);

    /**
     * The locks of this process, whatever repository they are on. In a container a new service has the host and pid of
     * the one that was killed, and knows by this that a lock is not its own.
     */
    private static final Set<Digest> OWN = ConcurrentHashMap.newKeySet();

    private static final long PID = ProcessHandle.current().pid();

    private static final int LOOKS_AT_UNREADABLE = 4;

    private static final int LOOKS = 20;

    private final Storage storage;
    private final SealedFiles files;
    private final String host;
    private final String username;
    private final Clock clock;
    private final LockTimes times;

    /**
     * Of one repository.
     *
     * @param host the system's name, by which processes on it are told from others
     */
    Locks(Storage storage, SealedFiles files, String host, String username, Clock clock) {
        this(storage, files, host, username, clock, LockTimes.RESTIC);
    }

    Locks(Storage storage, SealedFiles files, String host, String username, Clock clock, LockTimes times) {
        this.storage = storage;
        this.files = files;
        this.host = host;
        this.username = username;
        this.clock = clock;
        this.times = times;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Takes a lock, which holds only when it is confirmed; until then there is time for whatever does not depend on it.
     *
     * @param patience how long to try again while others are in the way
     * @throws StoreLockedException when they still are
     */
    Lock acquire(LockKind kind, Duration patience) throws IOException {
        return retrying(patience, () -> tryAcquire(kind));
    }

    /** As {@link #acquire}, and confirms it; who takes one at the same moment is waited for, too. */
    Lock hold(LockKind kind, Duration patience) throws IOException {
        return retrying(patience, () -> {
            Lock lock = tryAcquire(kind);
            lock.confirm();
            return lock;
        });
    }

    private interface Attempt {
        Lock make() throws IOException;
    }

    private Lock retrying(Duration patience, Attempt attempt) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Duration wait = times.firstRetry();
        while (true) {
            try {
                return attempt.make();
            } catch (StoreLockedException e) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (left.isNegative() || left.isZero()) {
                    throw e;
                }
                log.info("Waiting, as {}", e.getMessage());
                pause(shorter(varied(wait), left));
                wait = shorter(wait.multipliedBy(2), times.lastRetry());
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** By up to a half, so that two who gave up for each other do not meet again. */
    private static Duration varied(Duration wait) {
        long half = wait.toNanos() / 2;
        return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
    }

    private Lock tryAcquire(LockKind kind) throws IOException {
        look(kind, null);
        HangUps.ignore();
        Lock lock = new Lock(this, kind, times, write(kind));
        lock.startRefreshing();
        return lock;
    }

    /** A lock's file that was just written. */
    record Written(Digest id, Instant time) {}

    /** Writes a lock's file, to be given back by {@link #remove} or {@link #disown}. */
    Written write(LockKind kind) throws IOException {
        Instant time = clock.instant();
        byte[] json = new LockFile(time, kind, host, username, PID).json();
        Digest[] id = new Digest[1];
        try {
            // Known as ours before others in this process can see it, and take it for a dead one's.
            Digest saved = files.save(FileKind.LOCK, json, made -> {
                id[0] = made;
                OWN.add(made);
            });
            return new Written(saved, time);
        } catch (IOException | RuntimeException e) {
            if (id[0] != null) {
                removeQuietly(id[0], e);
            }
            throw e;
        }
    }

    private void removeQuietly(Digest id, Exception cause) {
        try {
            remove(id);
        } catch (IOException e) {
            cause.addSuppressed(e);
            disown(id);
        }
    }

    /** Removes a lock's file, if it is there. */
    void remove(Digest id) throws IOException {
        try {
            storage.delete(FileKind.LOCK.name(id));
        } catch (NoSuchFileException e) {
            // Just as well.
        }
        OWN.remove(id);
    }

    /** Lets this process call a lock of its own stale. */
    void disown(Digest id) {
        OWN.remove(id);
    }

    boolean exists(Digest id) throws IOException {
        try {
            storage.size(FileKind.LOCK.name(id));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static void pause(Duration wait) throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a lock");
        }
    }

    /**
     * Looks for locks in the way, and removes stale ones.
     *
     * @param own what is not in its own way
     * @throws StoreLockedException when there is one, or one that cannot be read and so may be
     */
    void look(LockKind kind, @Nullable Digest own) throws IOException {
        Set<Digest> harmless = new HashSet<>();
        if (own != null) {
            harmless.add(own);
        }
        Duration wait = times.reread();
        int unreadable = 0;
        for (int i = 0; i < LOOKS; i++) {
            Sight sight = lookOnce(kind, harmless);
            if (sight.damage != null) {
                if (++unreadable == LOOKS_AT_UNREADABLE) {
                    throw new StoreLockedException("the store at " + storage.location()
                            + " has a lock that cannot be read, and may be anybody's; where nobody is at work, unlocking"
                            + " all removes it: " + sight.damage.getMessage());
                }
                pause(wait);
                wait = wait.multipliedBy(2);
            } else if (!sight.vanished) {
                return;
            }
        }
        throw new StoreLockedException(
                "the store at " + storage.location() + " has locks that come and go too fast to be read");
    }

    /** What one look at all locks left open. */
    private static final class Sight {
        /** A lock was listed but gone: it may have been refreshed, under another name that the list did not have. */
        private boolean vanished;

        private @Nullable CorruptRepositoryException damage;
    }

    private Sight lookOnce(LockKind kind, Set<Digest> harmless) throws IOException {
        Sight sight = new Sight();
        for (Digest id : ids()) {
            if (harmless.contains(id)) {
                continue;
            }
            try {
                LockFile lock = read(id);
                if (isStale(id, lock)) {
                    removeStale(id, lock);
                } else if (kind == LockKind.EXCLUSIVE || lock.kind() == LockKind.EXCLUSIVE) {
                    throw new StoreLockedException(
                            "the store at " + storage.location() + " is locked " + description(lock));
                } else {
                    harmless.add(id);
                }
            } catch (NoSuchFileException e) {
                sight.vanished = true;
            } catch (CorruptRepositoryException e) {
                sight.damage = e;
            }
        }
        return sight;
    }

    private static String description(LockFile lock) {
        return (lock.kind() == LockKind.EXCLUSIVE ? "exclusively by " : "by ") + lock.username() + "@" + lock.hostname()
                + " (process " + lock.pid() + ") since " + lock.time();
    }

    /** Of all but empty files, which uploads that were cut short leave on some storages. */
    private List<Digest> ids() throws IOException {
        List<StoredFile> found = new ArrayList<>();
        storage.list(FileKind.LOCK.folder(), found::add);
        return found.stream()
                .filter(file -> file.size() > 0)
                .flatMap(file -> FileKind.LOCK.idOf(file).stream())
                .toList();
    }

    private LockFile read(Digest id) throws IOException {
        StorageName name = FileKind.LOCK.name(id);
        return LockFile.parse(name, files.load(FileKind.LOCK, id));
    }

    private boolean isStale(Digest id, LockFile lock) {
        if (OWN.contains(id)) {
            return false;
        }
        if (Duration.between(lock.time(), clock.instant()).compareTo(times.stale()) > 0) {
            return true;
        }
        return lock.hostname().equals(host)
                && (lock.pid() == PID || ProcessHandle.of(lock.pid()).isEmpty());
    }

    private void removeStale(Digest id, LockFile lock) throws IOException {
        remove(id);
        log.info("Removed the stale lock {}, held {}", id.shortened(), description(lock));
    }

    /**
     * All locks, oldest first. One that cannot be read is told of as exclusive, of nobody and now: it is in everybody's
     * way.
     */
    List<LockHolder> list() throws IOException {
        List<LockHolder> holders = new ArrayList<>();
        for (Digest id : ids()) {
            try {
                holders.add(holder(id, read(id)));
            } catch (CorruptRepositoryException e) {
                holders.add(
                        new LockHolder(id.toString(), clock.instant(), true, "unknown", "unknown", 0, false, false));
            } catch (NoSuchFileException e) {
                // Released since it was listed.
            }
        }
        holders.sort(Comparator.comparing(LockHolder::since));
        return holders;
    }

    private LockHolder holder(Digest id, LockFile lock) {
        return new LockHolder(
                id.toString(),
                lock.time(),
                lock.kind() == LockKind.EXCLUSIVE,
                lock.hostname(),
                lock.username(),
                lock.pid(),
                isStale(id, lock),
                OWN.contains(id));
    }

    /**
     * Removes stale locks.
     *
     * @param all also those that may be in use, and those that cannot be read; but not this process's own, which are
     * @return what was removed, as far as it could be read
     */
    List<LockHolder> unlock(boolean all) throws IOException {
        List<LockHolder> removed = new ArrayList<>();
        for (LockHolder holder : list()) {
            if (holder.stale() || all && !holder.own()) {
                remove(Digest.parse(holder.id()));
                removed.add(holder);
            }
        }
        if (all) {
            removeEmpty();
        }
        if (!removed.isEmpty()) {
            log.info("Unlocking removed {} locks from the store at {}", removed.size(), storage.location());
        }
        return removed;
    }

    private void removeEmpty() throws IOException {
        List<StoredFile> found = new ArrayList<>();
        storage.list(FileKind.LOCK.folder(), found::add);
        for (StoredFile file : found) {
            if (file.size() == 0) {
                storage.delete(file.name());
            }
        }
    }
}
