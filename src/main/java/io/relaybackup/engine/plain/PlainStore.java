package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps backups as ordinary directories that {@code cp -r} restores; {@link Layout} shows how. A file that has not
 * changed is a hard link to that of the backup before, and what is in a backup is never changed in place.
 *
 * <p>A folder {@code backup-<id>} with the manifest of the script that came before, and without our record, is an
 * external backup. Other folders are left alone.
 */
public final class PlainStore implements BackupStore {

    private static final Logger log = LoggerFactory.getLogger(PlainStore.class);

    private final StoreFolder folder;

    private final Catalogue catalogue;

    private final Partials partials;

    private final PlainTrash trash;

    private final PlainSettings settings;

    private final Clock clock;

    /** Guards what renames: one backup's changes follow each other, and none comes between a look and a rename. */
    private final Object renaming = new Object();

    PlainStore(StoreFolder folder, Partials partials, PlainSettings settings, Clock clock) {
        this.folder = folder;
        this.catalogue = Catalogue.of(folder, clock);
        this.partials = partials;
        this.trash = new PlainTrash(folder, catalogue, Catalogue.ofTrash(folder, clock), partials);
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Opens a store, makes its folder where it is missing, and removes what a crash has left in it.
     *
     * @param host this machine's name, which others read when they find the store in use
     * @throws io.relaybackup.engine.store.StoreLockedException when somebody has it open, this process included
     * @throws StoreUnavailableException when the folder cannot be made or used
     */
    public static PlainStore open(Path folder, String host, Clock clock) throws IOException {
        return open(folder, host, clock, PlainSettings.defaults());
    }

    /**
     * {@link #open(Path, String, Clock)} of a store that was open before. A folder that holds none, as an unmounted
     * volume leaves it, does not become a new one.
     *
     * @throws StoreUnavailableException when there is no store any more
     */
    public static PlainStore reopen(Path folder, String host, Clock clock) throws IOException {
        if (!Look.exists(folder.resolve(Layout.LOCK))) {
            throw new StoreUnavailableException(
                    "the store's folder holds no store any more; is its volume mounted? A restart begins a new one there",
                    null);
        }
        return open(folder, host, clock);
    }

    static PlainStore open(Path path, String host, Clock clock, PlainSettings settings) throws IOException {
        StoreFolder folder = StoreFolder.open(path, host, clock.instant());
        try {
            PlainStore store = new PlainStore(folder, new Partials(folder), settings, clock);
            for (String name : store.cleanUp()) {
                log.info("Removed {} from the store {}, which interrupted work had left", name, path);
            }
            return store;
        } catch (Throwable e) {
            folder.close();
            throw e;
        }
    }

    @Override
    public List<StoredBackup> list() throws IOException {
        return catalogue.newestFirst();
    }

    @Override
    public List<StoredBackup> trash() throws IOException {
        return trash.newestFirst();
    }

    @Override
    public StoredBackup get(BackupId id) throws IOException {
        StoredBackup backup = catalogue.find(id);
        return backup == null ? trash.get(id) : backup;
    }

    @Override
    public BackupDraft begin(BackupId id) throws IOException {
        synchronized (renaming) {
            folder.checkPresent();
            if (Look.exists(folder.backup(id))) {
                throw new FileAlreadyExistsException(id.value());
            }
            Partials.Work work = partials.begin(id.value());
            try {
                PrivateFiles.createDirectory(work.place());
            } catch (Throwable e) {
                work.close();
                throw e;
            }
            return new PlainDraft(id, folder, work, settings, catalogue::put);
        }
    }

    @Override
    public FileTree open(BackupId id) throws IOException {
        Path backup = folder.readable(id);
        return get(id).external() ? ExternalTree.open(backup, clock) : PlainTree.open(backup, clock);
    }

    @Override
    public void checkRecords(BackupId id) throws IOException {
        Path backup = folder.readable(id);
        if (!get(id).external()) {
            RecordsCheck.run(backup);
        }
    }

    @Override
    public byte[] manifest(BackupId id) throws IOException {
        try {
            return Records.bytes(folder.readable(id).resolve(Manifest.FILE_NAME));
        } catch (NoSuchFileException e) {
            throw new CorruptBackupException(Manifest.FILE_NAME + " is missing from " + id, e);
        }
    }

    @Override
    public StoredBackup annotate(BackupId id, UnaryOperator<Notes> change) throws IOException {
        synchronized (renaming) {
            if (!folder.has(id)) {
                return trash.annotate(id, change);
            }
            Path backup = folder.existing(id);
            StoredBackup before = Records.read(id, backup).orElseThrow(() -> new BackupNotFoundException(id.value()));
            StoredBackup after = before.withNotes(change.apply(before.notes()));
            NotesFile.replace(backup, after.notes(), null, partials);
            catalogue.put(after);
            return after;
        }
    }

    @Override
    public void remove(BackupId id) throws IOException {
        Partials.Work work;
        synchronized (renaming) {
            work = partials.takeOut(folder.existing(id), () -> catalogue.drop(id));
        }
        work.close();
    }

    @Override
    public StoredBackup discard(BackupId id, Instant at) throws IOException {
        purgeIfThere(id);
        synchronized (renaming) {
            return trash.take(id, at.truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /** The newer of two deletions is the one to go back on. */
    private void purgeIfThere(BackupId id) throws IOException {
        folder.existing(id);
        try {
            purge(id);
        } catch (BackupNotFoundException e) {
            // As almost always.
        }
    }

    @Override
    public StoredBackup undelete(BackupId id) throws IOException {
        synchronized (renaming) {
            return trash.giveBack(id);
        }
    }

    @Override
    public void purge(BackupId id) throws IOException {
        Partials.Work work;
        synchronized (renaming) {
            work = trash.takeOut(id);
        }
        work.close();
    }

    @Override
    public VerifyReport verify(BackupId id, VerifyLevel level, Progress progress) throws IOException {
        Path backup = folder.readable(id);
        return get(id).external()
                ? new ExternalVerification(backup, clock).run(level, progress)
                : new Verification(id, backup, clock).run(level, progress);
    }

    @Override
    public void check() throws IOException {
        folder.checkUsable();
    }

    @Override
    public StoreUsage usage() throws IOException {
        folder.checkPresent();
        List<BackupId> ours = list().stream()
                .filter(backup -> !backup.external())
                .map(StoredBackup::id)
                .toList();
        return Usage.measure(folder.path(), ours);
    }

    @Override
    public List<String> residue() throws IOException {
        folder.checkPresent();
        return partials.left();
    }

    @Override
    public List<String> cleanUp() throws IOException {
        folder.checkPresent();
        return partials.cleanUp();
    }

    /** What makes the store's folder open to others than its owner, in words for people; empty when nothing does. */
    public Optional<String> permissionWarning() throws IOException {
        return folder.permissionWarning();
    }

    /** Lets others open the store. Work under way is not waited for and must have ended. */
    @Override
    public void close() throws IOException {
        folder.close();
    }
}
