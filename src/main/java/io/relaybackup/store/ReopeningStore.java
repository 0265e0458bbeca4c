package io.relaybackup.store;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that may be away: opened when it is first needed and, after it was found to be away, again. While it is away
 * every method throws {@link StoreUnavailableException} with the reason, at once, but for one attempt every few
 * seconds.
 */
final class ReopeningStore implements BackupStore {

    private static final Logger log = LoggerFactory.getLogger(ReopeningStore.class);

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final Opener opener;
    private final Opener reopener;
    private final Clock clock;

    private @Nullable BackupStore opened;
    private @Nullable IOException failure;
    private Instant nextAttempt = Instant.MIN;
    private boolean wasOpen;
    private boolean closed;

    /**
     * A store that is not open yet.
     *
     * @param reopener opens what was open before, and must not begin a new store in its place
     */
    ReopeningStore(String name, Opener opener, Opener reopener, Clock clock) {
        this.name = name;
        this.opener = opener;
        this.reopener = reopener;
        this.clock = clock;
    }

    /** Opens the store itself. */
    @FunctionalInterface
    interface Opener {
        BackupStore open() throws IOException;
    }

    private synchronized BackupStore current() throws IOException {
        BackupStore present = opened;
        if (present != null) {
            return present;
        }
        if (closed) {
            throw new StoreUnavailableException("the store '" + name + "' is closed", null);
        }
        IOException known = failure;
        if (known != null && clock.instant().isBefore(nextAttempt)) {
            throw known;
        }
        try {
            BackupStore fresh = wasOpen ? reopener.open() : opener.open();
            wasOpen = true;
            if (known != null) {
                log.info("The store '{}' is back", name);
            }
            opened = fresh;
            failure = null;
            return fresh;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private synchronized IOException unavailable(IOException e) {
        IOException told = e instanceof StoreLockedException || e instanceof StoreUnavailableException
                ? e
                : new StoreUnavailableException("the store '" + name + "' cannot be opened: " + ErrorCode.of(e), e);
        if (failure == null) {
            log.warn("The store '{}' cannot be used: {}", name, e.toString());
        }
        failure = told;
        nextAttempt = clock.instant().plus(PAUSE);
        return told;
    }

    /** A call on the store. */
    @FunctionalInterface
    private interface Call<T> {
        T on(BackupStore store) throws IOException;
    }

    private <T> T call(Call<T> call) throws IOException {
        BackupStore store = current();
        try {
            return call.on(store);
        } catch (StoreUnavailableException e) {
            discard(store, e);
            throw e;
        }
    }

    /** What was opened before a volume went away is not to be trusted when it is back. */
    @SuppressWarnings("ReferenceEquality")
    private synchronized void discard(BackupStore store, StoreUnavailableException reason) {
        if (opened == store) {
            opened = null;
            unavailable(reason);
            try {
                store.close();
            } catch (IOException e) {
                log.debug("Closing the store '{}' failed", name, e);
            }
        }
    }

    @Override
    public List<StoredBackup> list() throws IOException {
        return call(BackupStore::list);
    }

    @Override
    public StoredBackup get(BackupId id) throws IOException {
        return call(s -> s.get(id));
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
    public synchronized void close() throws IOException {
        closed = true;
        BackupStore present = opened;
        opened = null;
        if (present != null) {
            present.close();
        }
    }
}
