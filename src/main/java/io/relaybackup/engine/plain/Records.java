package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.ManifestJson;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.NotesJson;
import io.relaybackup.engine.store.StoredBackup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a backup's small records, the manifest and the notes.
 *
 * <p>A folder with a manifest that is not ours and without {@code entries.jsonl} is a backup of the script that came
 * before: external. One with neither is no backup. A damaged record never hides a backup: with a manifest that cannot
 * be read it is listed as incomplete, without components, so that retention does not count on it; with notes that
 * cannot be read it is held, as they may have said so. The damage is logged here and named by a verification.
 *
 * <p>That the disk does not give a record is no damage: whoever is about to change something is told, and does not; a
 * list shows the backup as far as it is known, and looks again.
 */
final class Records {

    private static final Logger log = LoggerFactory.getLogger(Records.class);

    /** Far more than either record can sensibly have. */
    private static final int LARGEST = 64 * 1024 * 1024;

    private Records() {}

    /** Hears of a record that the disk does not give. */
    @FunctionalInterface
    interface Trouble {

        /** Returns when the record may be taken for damaged for now. */
        void met(IOException e) throws IOException;
    }

    /** The backup in a folder; empty when the folder is none. */
    static Optional<StoredBackup> read(BackupId id, Path folder) throws IOException {
        return read(id, folder, Records::refuse);
    }

    private static void refuse(IOException e) throws IOException {
        throw e;
    }

    /** {@link #read(BackupId, Path)}, as far as its records can be had. */
    static Optional<StoredBackup> read(BackupId id, Path folder, Trouble trouble) throws IOException {
        boolean recorded = Look.exists(folder.resolve(Layout.ENTRIES));
        Manifest manifest;
        try {
            manifest = ManifestJson.read(bytes(folder.resolve(Manifest.FILE_NAME)));
        } catch (NoSuchFileException e) {
            if (!recorded) {
                return Optional.empty();
            }
            log.warn("Backup {} has lost its manifest", id);
            manifest = unreadable(id, folder, false);
        } catch (IOException e) {
            tell(e, trouble);
            log.warn("The manifest of backup {} cannot be read: {}", id, e.toString());
            manifest = unreadable(id, folder, !recorded);
        }
        boolean external = !recorded && manifest.id() == null;
        return Optional.of(new StoredBackup(id, manifest, notes(id, folder, trouble), external));
    }

    /**
     * {@link #read} of one in the trash, with the time of its deletion. Where its notes do not say, because there was
     * no room to write them or somebody moved it there, the time is that of the folder's own last change: the move.
     */
    static Optional<StoredBackup> readTrashed(BackupId id, Path folder) throws IOException {
        return readTrashed(id, folder, Records::refuse);
    }

    /** {@link #readTrashed(BackupId, Path)}, as far as its records can be had. */
    static Optional<StoredBackup> readTrashed(BackupId id, Path folder, Trouble trouble) throws IOException {
        Instant deleted = deleted(id, folder, trouble);
        return deleted == null
                ? Optional.empty()
                : read(id, folder, trouble).map(backup -> backup.withDeleted(deleted));
    }

    private static void tell(IOException e, Trouble trouble) throws IOException {
        if (!(e instanceof CorruptBackupException)) {
            trouble.met(e);
        }
    }

    /** Whether a backup's notes name a time of its deletion, which may be one that was undone. */
    static boolean saysWhenDeleted(Path folder) throws IOException {
        return notedDeletion(folder, Records::refuse) != null;
    }

    private static @Nullable Instant notedDeletion(Path folder, Trouble trouble) throws IOException {
        try {
            return NotesJson.deleted(bytes(folder.resolve(Layout.NOTES)));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            tell(e, trouble);
            return null;
        }
    }

    private static @Nullable Instant deleted(BackupId id, Path folder, Trouble trouble) throws IOException {
        Instant noted = notedDeletion(folder, trouble);
        if (noted != null) {
            return noted;
        }
        try {
            return Inode.of(folder).changed().truncatedTo(ChronoUnit.MILLIS);
        } catch (NoSuchFileException e) {
            log.warn("It cannot be told when {} was deleted: {}", id, e.toString());
            return null;
        }
    }

    private static Notes notes(BackupId id, Path folder, Trouble trouble) throws IOException {
        try {
            return NotesJson.read(bytes(folder.resolve(Layout.NOTES)));
        } catch (NoSuchFileException e) {
            return Notes.NONE;
        } catch (IOException e) {
            tell(e, trouble);
            log.warn("The notes of backup {} cannot be read, so it is held: {}", id, e.toString());
            return Notes.NONE.withHold(new Notes.Hold("its notes cannot be read", null));
        }
    }

    private static Manifest unreadable(BackupId id, Path folder, boolean external) {
        return new Manifest(
                id.time(),
                folder.toString(),
                "",
                "",
                List.of(),
                Manifest.Summary.of(List.of()),
                external ? null : id,
                external ? null : BackupStatus.INCOMPLETE,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    /** A record's bytes; a symlink in its place is not followed. */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = NamedChannel.input(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new CorruptBackupException(file.getFileName() + " is larger than " + LARGEST + " bytes", null);
            }
            return bytes;
        }
    }
}
