package io.relaybackup.store;

import io.relaybackup.engine.file.FailedFile;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that may be away: opened when it is first needed and, after it was found to be away, again. While it is away
 * every method throws {@link StoreUnavailableException} with the reason, at once, but for an attempt now and then.
 */
final class ReopeningStore implements BackupStore {

    private static final Logger log = LoggerFactory.getLogger(ReopeningStore.class);

    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** A wrong password costs a second of work to find out, a password's command may take a minute. */
    private static final int ATTEMPT_SHARE = 10;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final String name;
    private final Path folder;
    private final Opener opener;
    private final Opener reopener;
    private final Clock clock;

    /** Held while it is opened, found to be away, or closed. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile @Nullable OpenedStore opened;
    private volatile @Nullable IOException failure;
    private Instant nextAttempt = Instant.MIN;
    private boolean wasOpen;
    private volatile boolean closed;

    /**
     * A store that is not open yet.
     *
     * @param folder where it is; a file's path is told relative to it
     * @param reopener opens what was open before, and must not begin a new store in its place
     */
    ReopeningStore(String name, Path folder, Opener opener, Opener reopener, Clock clock) {
        this.name = name;
        this.folder = folder;
        this.opener = opener;
        this.reopener = reopener;
        this.clock = clock;
    }

    /** Opens the store itself. */
    @FunctionalInterface
    interface Opener {
        OpenedStore open() throws IOException;
    }

    private OpenedStore current() throws IOException {
        OpenedStore present = opened;
        if (present != null) {
            return present;
        }
        IOException known = failure;
        if (known == null) {
            changing.lock();
        } else if (!changing.tryLock()) {
            throw known; // somebody tries just now, which may take long
        }
        try {
            return open();
        } finally {
            changing.unlock();
        }
    }

    private OpenedStore open() throws IOException {
        OpenedStore present = opened;
        if (present != null) {
            return present;
        }
        if (closed) {
            throw new StoreUnavailableException("the store '" + name + "' is closed", null);
        }
        IOException known = failure;
        Instant began = clock.instant();
        if (known != null && began.isBefore(nextAttempt)) {
            throw known;
        }
        try {
            OpenedStore fresh = wasOpen ? reopener.open() : opener.open();
            wasOpen = true;
            if (known != null) {
                log.info("The store '{}' is back", name);
            }
            failure = null;
            opened = fresh;
            return fresh;
        } catch (IOException e) {
            throw unavailable(e, Duration.between(began, clock.instant()));
        }
    }

    private IOException unavailable(IOException e, Duration took) {
        IOException told = e instanceof StoreLockedException || e instanceof StoreUnavailableException
                ? e
                : new StoreUnavailableException("the store '" + name + "' cannot be opened: " + ErrorCode.of(e), e);
        IOException known = failure;
        if (known == null || !String.valueOf(known.getMessage()).equals(told.getMessage())) {
            log.warn("The store '{}' cannot be used: {}", name, e.toString());
        }
        failure = told;
        nextAttempt = clock.instant().plus(pauseAfter(took));
        return told;
    }

    private static Duration pauseAfter(Duration attempt) {
        Duration rest = attempt.multipliedBy(ATTEMPT_SHARE);
        return rest.compareTo(PAUSE) < 0 ? PAUSE : rest.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : rest;
    }

    /** A call on the store. */
    @FunctionalInterface
    private interface Call<T> {
        T on(BackupStore store) throws IOException;
    }

    private <T> T call(Call<T> call) throws IOException {
        OpenedStore store = current();
        return use(store, () -> call.on(store.backups()));
    }

    /** A call on what the store needs besides. */
    @FunctionalInterface
    interface MaintenanceCall<T> {
        T on(StoreMaintenance maintenance) throws IOException;
    }

    <T> T maintain(MaintenanceCall<T> call) throws IOException {
        OpenedStore store = current();
        StoreMaintenance maintenance = store.maintenance();
        if (maintenance == null) {
            throw new IllegalStateException("the store '" + name + "' shares no content");
        }
        return use(store, () -> call.on(maintenance));
    }

    /** A call with its store bound. */
    @FunctionalInterface
    private interface Use<T> {
        T run() throws IOException;
    }

    private <T> T use(OpenedStore store, Use<T> use) throws IOException {
        try {
            return use.run();
        } catch (StoreUnavailableException e) {
            discard(store, e);
            throw e;
        } catch (FileSystemException e) {
            throw FailedFile.below(folder, e);
        }
    }

    /** What was opened before a volume went away is not to be trusted when it is back. */
    @SuppressWarnings("ReferenceEquality")
    private void discard(OpenedStore store, StoreUnavailableException reason) {
        changing.lock();
        try {
            if (opened == store) {
                unavailable(reason, Duration.ZERO);
                opened = null;
                store.backups().close();
            }
        } catch (IOException e) {
            log.debug("Closing the store '{}' failed", name, e);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public List<StoredBackup> list() throws IOException {
        return call(BackupStore::list);
    }

    @Override
    public List<StoredBackup> trash() throws IOException {
        return call(BackupStore::trash);
    }

    @Override
    public StoredBackup get(BackupId id) throws IOException {
        return call(s -> s.get(id));
    }

    @Override
    public List<BackupId> named(String beginning) throws IOException {
        return call(s -> s.named(beginning));
    }

    @Override
    public BackupDraft begin(BackupId id) throws IOException {
        return call(s -> s.begin(id));
    }

    @Override
    public FileTree open(BackupId id) throws IOException {
        return call(s -> s.open(id));
    }

    @Override
    public byte[] manifest(BackupId id) throws IOException {
        return call(s -> s.manifest(id));
    }

    @Override
    public StoredBackup annotate(BackupId id, UnaryOperator<Notes> change) throws IOException {
        return call(s -> s.annotate(id, change));
    }

    @Override
    public void remove(BackupId id) throws IOException {
        call(s -> {
            s.remove(id);
            return true;
        });
    }

    @Override
    public StoredBackup discard(BackupId id, Instant at) throws IOException {
        return call(s -> s.discard(id, at));
    }

    @Override
    public StoredBackup undelete(BackupId id) throws IOException {
        return call(s -> s.undelete(id));
    }

    @Override
    public void purge(BackupId id) throws IOException {
        call(s -> {
            s.purge(id);
            return true;
        });
    }

    @Override
    public void checkRecords(BackupId id) throws IOException {
        call(s -> {
            s.checkRecords(id);
            return id;
        });
    }

    @Override
    public VerifyReport verify(BackupId id, VerifyLevel level, Progress progress) throws IOException {
        return call(s -> s.verify(id, level, progress));
    }

    @Override
    public void verify(List<BackupId> ids, VerifyLevel level, Judgement judgement, Progress progress)
            throws IOException {
        call(s -> {
            s.verify(ids, level, judgement, progress);
            return ids;
        });
    }

    @Override
    public void check() throws IOException {
        call(s -> {
            s.check();
            return true;
        });
    }

    @Override
    public StoreUsage usage() throws IOException {
        return call(BackupStore::usage);
    }

    @Override
    public List<String> residue() throws IOException {
        return call(BackupStore::residue);
    }

    @Override
    public List<String> cleanUp() throws IOException {
        return call(BackupStore::cleanUp);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        changing.lock();
        try {
            OpenedStore present = opened;
            opened = null;
            if (present != null) {
                present.backups().close();
            }
        } finally {
            changing.unlock();
        }
    }
}
