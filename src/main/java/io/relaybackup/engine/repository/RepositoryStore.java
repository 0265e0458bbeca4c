package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps backups in a repository of the restic format, which any of its clients can read and share. A snapshot with our
 * manifest is one of our backups, any other is an external one.
 *
 * <p>Closing it closes the storage.
 */
public final class RepositoryStore implements BackupStore {

    /** What deriving the key of a new password may take. */
    private static final long DERIVATION_NANOS = 500_000_000;

    private static final long DERIVATION_BYTES = 60L * 1024 * 1024;

    private static final RawText MANIFEST = RawText.utf8(Manifest.FILE_NAME);

    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final Space space;
    private final Set<BackupId> underWay = ConcurrentHashMap.newKeySet();

    private RepositoryStore(RepositoryParts parts, Space space) {
        this.parts = parts;
        this.snapshots = new Snapshots(parts, new LocalVerifications());
        this.space = space;
    }

    /** Tells how much room there is. */
    @FunctionalInterface
    public interface Space {

        /** Bytes: free, and of everything; both -1 where that cannot be known. */
        long[] measure() throws IOException;
    }

    /**
     * Opens a repository.
     *
     * @param initialize whether to make one where there is nothing
     * @throws StoreUnavailableException when there is none, or it cannot be used
     * @throws WrongPasswordException when the password opens none of its keys
     * @throws UnknownVersionException when a newer client made it
     * @throws CorruptRepositoryException when it is damaged
     */
    public static RepositoryStore open(
            Storage storage, byte[] password, boolean initialize, RepositorySettings settings, Space space, Clock clock)
            throws IOException {
        return open(
                storage,
                password,
                initialize ? () -> Scrypt.calibrated(DERIVATION_NANOS, DERIVATION_BYTES) : null,
                settings,
                space,
                clock);
    }

    /** @param initialize how the password of a new repository is used; null makes none */
    static RepositoryStore open(
            Storage storage,
            byte[] password,
            @Nullable Supplier<Scrypt> initialize,
            RepositorySettings settings,
            Space space,
            Clock clock)
            throws IOException {
        SecureRandom random = new SecureRandom();
        Repository repository;
        if (!Repository.exists(storage) && initialize != null) {
            try {
                repository = Repository.create(
                        storage, password, initialize.get(), settings.username(), settings.systemHost(), random, clock);
            } catch (FileAlreadyExistsException e) {
                throw new StoreUnavailableException(
                        "no repository is made at " + storage.location() + ": " + e.getReason(), e);
            }
        } else {
            repository = Repository.open(storage, password, random, clock);
        }
        RepositoryParts parts = new RepositoryParts(storage, repository, settings, clock);
        try {
            parts.index().refresh();
            return new RepositoryStore(parts, space);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    @Override
    public List<StoredBackup> list() throws IOException {
        return snapshots.newestFirst();
    }

    @Override
    public StoredBackup get(BackupId id) throws IOException {
        return snapshots.backup(id);
    }

    @Override
    public BackupDraft begin(BackupId id) throws IOException {
        int version = parts.repository().config().version();
        if (version < 2) {
            throw new IOException(
                    "the repository is in version " + version
                            + " of its format, which is only read here; 'restic migrate upgrade_repo_v2' takes it to version 2");
        }
        if (!underWay.add(id)) {
            throw new FileAlreadyExistsException(id.value());
        }
        try {
            if (snapshots.find(id) != null) {
                throw new FileAlreadyExistsException(id.value());
            }
            Lock lock = parts.locks().acquire(LockKind.SHARED, parts.settings().lockPatience());
            return new RepositoryDraft(id, parts, snapshots, lock, () -> underWay.remove(id));
        } catch (IOException | RuntimeException e) {
            underWay.remove(id);
            throw e;
        }
    }

    @Override
    public FileTree open(BackupId id) throws IOException {
        Snapshots.Known known = snapshots.get(id);
        return new RepositoryTree(
                parts.trees(),
                parts.blobs(),
                parts.reading(),
                known.root(),
                known.top(),
                known.isOurs() ? MANIFEST : null,
                new ReadingLock(parts));
    }

    /** The lock of whoever reads much: taken before the first reading, given up when the tree is closed. */
    private static final class ReadingLock implements RepositoryTree.Closing {

        private final RepositoryParts parts;
        private @Nullable Lock lock;

        private ReadingLock(RepositoryParts parts) {
            this.parts = parts;
        }

        @Override
        public synchronized void beforeReading() throws IOException {
            if (lock == null) {
                lock = parts.locks().acquire(LockKind.SHARED, parts.settings().lockPatience());
                parts.index().refresh();
            }
        }

        @Override
        public synchronized void close() {
            if (lock != null) {
                lock.close();
                lock = null;
            }
        }
    }

    @Override
    public void checkRecords(BackupId id) throws IOException {
        Snapshots.Known known = snapshots.get(id);
        if (known.isOurs()) {
            // What its tree says is checked by its SHA-256 whenever it is loaded.
            manifest(id);
        }
    }

    @Override
    public byte[] manifest(BackupId id) throws IOException {
        Snapshots.Known known = snapshots.get(id);
        Digest blob = known.manifest();
        if (blob == null) {
            return ManifestJson.write(known.backup().manifest());
        }
        try {
            return parts.blobs().load(BlobType.DATA, blob);
        } catch (CorruptRepositoryException e) {
            throw new CorruptBackupException("the manifest of " + id + " is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public StoredBackup annotate(BackupId id, UnaryOperator<Notes> change) throws IOException {
        return snapshots.annotate(id, change);
    }

    @Override
    public void remove(BackupId id) throws IOException {
        snapshots.get(id);
        try (Lock lock = parts.locks().hold(LockKind.EXCLUSIVE, parts.settings().lockPatience())) {
            lock.checkHeld();
            snapshots.remove(id);
        }
    }

    @Override
    public VerifyReport verify(BackupId id, VerifyLevel level, Progress progress) throws IOException {
        Map<BackupId, VerifyReport> reports = new HashMap<>();
        verify(List.of(id), level, reports::put, progress);
        VerifyReport report = reports.get(id);
        if (report == null) {
            throw new BackupNotFoundException(id.value());
        }
        return report;
    }

    @Override
    public void verify(List<BackupId> ids, VerifyLevel level, Judgement judgement, Progress progress)
            throws IOException {
        List<Snapshots.Known> wanted = new ArrayList<>();
        for (BackupId id : ids) {
            Snapshots.Known known = snapshots.find(id);
            if (known != null) {
                wanted.add(known);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        try (Lock lock = parts.locks().hold(LockKind.SHARED, parts.settings().lockPatience())) {
            lock.checkHeld();
            parts.index().refresh();
            new SnapshotCheck(parts, level, progress).run(wanted, judgement);
        }
    }

    @Override
    public void check() throws IOException {
        try {
            parts.storage().size(FileKind.CONFIG);
        } catch (NoSuchFileException e) {
            throw new StoreUnavailableException(
                    "there is no repository any more at " + parts.storage().location(), e);
        }
    }

    @Override
    public StoreUsage usage() throws IOException {
        long logical = 0;
        Map<BackupId, Long> added = new HashMap<>();
        for (Snapshots.Known known : snapshots.all()) {
            logical += known.snapshot().summary("total_bytes_processed");
            if (known.isOurs()) {
                added.put(known.backup().id(), known.snapshot().summary("data_added_packed"));
            }
        }
        long[] stored = {0};
        for (FileKind kind : FileKind.values()) {
            parts.storage().list(kind.folder(), file -> stored[0] += file.size());
        }
        long[] room = space.measure();
        return new StoreUsage(logical, stored[0], room[0], room[1], added);
    }

    @Override
    public List<String> residue() throws IOException {
        return snapshots.superseded().stream()
                .map(id -> FileKind.SNAPSHOT.name(id).value())
                .toList();
    }

    @Override
    public List<String> cleanUp() throws IOException {
        List<String> removed = new ArrayList<>();
        for (Digest id : snapshots.superseded()) {
            snapshots.delete(id);
            removed.add(FileKind.SNAPSHOT.name(id).value());
        }
        return removed;
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
