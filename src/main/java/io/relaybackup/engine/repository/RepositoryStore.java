package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreKey;
import io.relaybackup.engine.store.StoreMaintenance;
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
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps backups in a repository of the restic format, which any of its clients can read and share. A snapshot with our
 * manifest is one of our backups, any other is an external one.
 *
 * <p>Closing it closes the storage.
 */
public final class RepositoryStore implements BackupStore, StoreMaintenance {

    /** What deriving the key of a new password may take. */
    private static final long DERIVATION_NANOS = 500_000_000;

    private static final long DERIVATION_BYTES = 60L * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(RepositoryStore.class);

    private static final RawText MANIFEST = RawText.utf8(Manifest.FILE_NAME);

    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final RepositoryTrash trash;
    private final SnapshotNotes notes;
    private final Tidying tidying;
    private final Passwords passwords;
    private final Figures figures;
    private volatile List<StoredBackup> listed = List.of();
    private final Set<BackupId> underWay = ConcurrentHashMap.newKeySet();

    private RepositoryStore(RepositoryParts parts, Supplier<Scrypt> derivation, Space space) {
        this.parts = parts;
        this.snapshots = new Snapshots(parts);
        this.trash = new RepositoryTrash(parts, snapshots);
        this.notes = new SnapshotNotes(parts, snapshots);
        this.tidying = new Tidying(parts, snapshots);
        this.passwords = new Passwords(parts, derivation);
        this.figures = new Figures(parts, snapshots, space);
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
            Storage storage, byte[] password, boolean initialize, RepositoryOptions options, Space space, Clock clock)
            throws IOException {
        return open(
                storage,
                password,
                initialize,
                () -> Scrypt.calibrated(DERIVATION_NANOS, DERIVATION_BYTES),
                options,
                space,
                clock);
    }

    /** @param derivation how the password of a new key is used */
    static RepositoryStore open(
            Storage storage,
            byte[] password,
            boolean initialize,
            Supplier<Scrypt> derivation,
            RepositoryOptions options,
            Space space,
            Clock clock)
            throws IOException {
        return open(storage, password, initialize, derivation, options, space, clock, LockTimes.RESTIC);
    }

    /** @param times how long locks wait, which others that use the repository must agree on */
    static RepositoryStore open(
            Storage storage,
            byte[] password,
            boolean initialize,
            Supplier<Scrypt> derivation,
            RepositoryOptions options,
            Space space,
            Clock clock,
            LockTimes times)
            throws IOException {
        SecureRandom random = new SecureRandom();
        Repository repository;
        if (!Repository.exists(storage) && initialize) {
            try {
                repository = Repository.create(
                        storage, password, derivation.get(), options.username(), options.systemHost(), random, clock);
            } catch (FileAlreadyExistsException e) {
                throw new StoreUnavailableException(
                        "no repository is made at " + storage.location() + ": " + e.getReason(), e);
            }
        } else {
            repository = Repository.open(storage, password, random, clock);
        }
        RepositoryParts parts = new RepositoryParts(storage, repository, options, clock, times);
        try {
            parts.index().refresh();
            removeLeftLocks(parts);
            return new RepositoryStore(parts, derivation, space);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /** A process that was killed left its lock, which would keep other clients out until somebody works here. */
    private static void removeLeftLocks(RepositoryParts parts) {
        try {
            parts.locks().unlock(false);
        } catch (IOException e) {
            log.warn("Locks that were left at {} stay: {}", parts.storage().location(), e.toString());
        }
    }

    @Override
    public List<StoredBackup> list() throws IOException {
        List<StoredBackup> fresh = snapshots.newestFirst();
        List<StoredBackup> known = listed;
        if (fresh.equals(known)) {
            return known; // whoever compares lists by identity sees that nothing changed
        }
        listed = fresh;
        return fresh;
    }

    @Override
    public List<StoredBackup> trash() throws IOException {
        return trash.list();
    }

    @Override
    public StoredBackup get(BackupId id) throws IOException {
        return snapshots.backup(id);
    }

    @Override
    public List<BackupId> named(String beginning) throws IOException {
        return snapshots.all().stream()
                .filter(each -> each.id().toString().startsWith(beginning) || isCopyOf(each, beginning))
                .map(each -> each.backup().id())
                .toList();
    }

    private static boolean isCopyOf(Snapshots.Known backup, String beginning) {
        String original = SnapshotTags.original(backup.snapshot().tags());
        return original != null && original.startsWith(beginning);
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
            Lock lock = parts.locks().acquire(LockKind.SHARED, parts.options().lockPatience());
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
        return notes.annotate(id, change);
    }

    @Override
    public void remove(BackupId id) throws IOException {
        snapshots.getListed(id);
        try (Lock lock = parts.locks().hold(LockKind.EXCLUSIVE, parts.options().lockPatience())) {
            lock.checkHeld();
            synchronized (snapshots.changing) {
                snapshots.remove(snapshots.getListed(id));
                snapshots.removeSuperseded();
            }
        }
    }

    @Override
    public StoredBackup discard(BackupId id, Instant at) throws IOException {
        return trash.discard(id, at);
    }

    @Override
    public StoredBackup undelete(BackupId id) throws IOException {
        return trash.undelete(id);
    }

    @Override
    public void purge(BackupId id) throws IOException {
        trash.purge(id);
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
        new BackupsCheck(parts, snapshots, progress).run(ids, level, judgement);
    }

    @Override
    public void check() throws IOException {
        parts.checkPresent();
    }

    @Override
    public StoreUsage usage() throws IOException {
        return figures.usage();
    }

    @Override
    public List<String> residue() throws IOException {
        return tidying.residue();
    }

    @Override
    public List<String> cleanUp() throws IOException {
        return tidying.cleanUp();
    }

    @Override
    public List<LockHolder> locks() throws IOException {
        return parts.locks().list();
    }

    @Override
    public List<LockHolder> unlock(boolean all) throws IOException {
        return parts.locks().unlock(all);
    }

    @Override
    public List<StoreKey> keys() throws IOException {
        return passwords.list();
    }

    @Override
    public StoreKey addKey(byte[] password) throws IOException {
        return passwords.add(password);
    }

    @Override
    public void removeKey(String id) throws IOException {
        passwords.remove(id);
    }

    @Override
    public void clearCache() {
        parts.trees().forget();
    }

    @Override
    public StoreFigures figures() throws IOException {
        return figures.content();
    }

    @Override
    public PruneReport prune(PruneOptions options, boolean dryRun, Progress progress) throws IOException {
        return dryRun ? new Prune(parts, options, progress).dryRun() : tidying.prune(options, progress);
    }

    @Override
    public RepairReport repair(List<BackupStore> others, boolean dropLost, Progress progress) throws IOException {
        return new Repair(parts, snapshots, others, progress).run(dropLost);
    }

    @Override
    public VerifyReport readPortion(long budget, Duration notReadFor, Progress progress) throws IOException {
        try (Lock lock = parts.locks().hold(LockKind.SHARED, parts.options().lockPatience())) {
            lock.checkHeld();
            return new PortionCheck(parts, snapshots, progress).run(budget, notReadFor);
        }
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
