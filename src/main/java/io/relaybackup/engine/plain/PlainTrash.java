package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code .trash} of a store. A backup goes there and back by one rename, and stays as it is; when it was
 * deleted stands in its notes. A later backup's hard links to its files go on working, there and when it is gone.
 *
 * <p>Changes are made one at a time, which its store sees to.
 */
final class PlainTrash {

    private static final Logger log = LoggerFactory.getLogger(PlainTrash.class);

    private static final Set<String> NO_ROOM = Set.of("ENOSPC", "EDQUOT");

    private final StoreFolder folder;

    private final Catalogue listed;

    private final Catalogue catalogue;

    private final Partials partials;

    /**
     * The trash of a store.
     *
     * @param listed what is not in it
     * @param catalogue what is
     */
    PlainTrash(StoreFolder folder, Catalogue listed, Catalogue catalogue, Partials partials) {
        this.folder = folder;
        this.listed = listed;
        this.catalogue = catalogue;
        this.partials = partials;
    }

    List<StoredBackup> newestFirst() throws IOException {
        return catalogue.newestFirst();
    }

    StoredBackup get(BackupId id) throws IOException {
        StoredBackup backup = catalogue.find(id);
        if (backup == null) {
            throw new BackupNotFoundException(id.value());
        }
        return backup;
    }

    StoredBackup annotate(BackupId id, UnaryOperator<Notes> change) throws IOException {
        Path backup = folder.existingTrashed(id);
        StoredBackup before =
                Records.readTrashed(id, backup).orElseThrow(() -> new BackupNotFoundException(id.value()));
        StoredBackup after = before.withNotes(change.apply(before.notes()));
        NotesFile.replace(backup, after.notes(), after.deleted(), partials);
        catalogue.put(after);
        return after;
    }

    /** Puts a backup here; there is none of its id here. */
    StoredBackup take(BackupId id, Instant at) throws IOException {
        Path backup = folder.existing(id);
        StoredBackup before = Records.read(id, backup).orElseThrow(() -> new BackupNotFoundException(id.value()));
        note(backup, before, at);
        makeTrash();
        Path place = folder.trashed(id);
        Files.move(backup, place, StandardCopyOption.ATOMIC_MOVE);
        listed.drop(id);
        StoredBackup after = Records.readTrashed(id, place).orElseThrow(() -> new BackupNotFoundException(id.value()));
        catalogue.put(after);
        force();
        return after;
    }

    /** Its own name first, also of one that a killed process made: or a power cut takes with it what is moved there. */
    private void makeTrash() throws IOException {
        PrivateFiles.createDirectoryIfMissing(folder.trash());
        PrivateFiles.forceDirectory(folder.path());
    }

    /** A disk that is full must not keep a backup from being deleted: then the time of the move tells. */
    private void note(Path backup, StoredBackup before, Instant at) throws IOException {
        try {
            NotesFile.replace(backup, before.notes(), at, partials);
        } catch (IOException e) {
            if (!NO_ROOM.contains(ErrorCode.of(e)) || Records.saysWhenDeleted(backup)) {
                throw e;
            }
            log.warn("There is no room to note when {} was deleted", before.id());
        }
    }

    /**
     * Puts a backup back.
     *
     * @throws FileAlreadyExistsException when there is another of its id
     */
    StoredBackup giveBack(BackupId id) throws IOException {
        Path backup = folder.existingTrashed(id);
        Path place = folder.backup(id);
        if (Look.exists(place)) {
            throw new FileAlreadyExistsException(id.value());
        }
        Files.move(backup, place, StandardCopyOption.ATOMIC_MOVE);
        catalogue.drop(id);
        StoredBackup after = Records.read(id, place).orElseThrow(() -> new BackupNotFoundException(id.value()));
        listed.put(after);
        force();
        try {
            NotesFile.replace(place, after.notes(), null, partials);
            listed.put(after);
        } catch (IOException e) {
            log.info("The notes of {} still say when it was deleted, which means nothing now: {}", id, e.toString());
        }
        return after;
    }

    /** Begins to remove a backup, as {@link Partials#takeOut}. */
    Partials.Work takeOut(BackupId id) throws IOException {
        return partials.takeOut(folder.existingTrashed(id), () -> catalogue.drop(id));
    }

    /** Both ends of a rename. */
    private void force() throws IOException {
        PrivateFiles.forceDirectory(folder.trash());
        PrivateFiles.forceDirectory(folder.path());
    }
}
