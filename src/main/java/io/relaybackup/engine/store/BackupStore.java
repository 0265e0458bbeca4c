package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Keeps backups, and those that were deleted for a while longer, in its trash: they are not listed and take part in
 * nothing, but are read like the others until they leave it. Every method may be called from several threads. A backup
 * that {@link BackupDraft#commit} returned is on stable storage, and no crash loses it or shows half of another.
 *
 * <p>Does not decide which backups to keep, and does not know of other stores.
 *
 * <p>Every method throws {@link BackupNotFoundException} for an id that is not here, {@link StoreUnavailableException}
 * when the store as a whole is away, and other {@link IOException}s for trouble with a file.
 */
public interface BackupStore extends Closeable {

    /**
     * What is here and not in the trash, newest first. Cheap enough for every request: reads small records only, and
     * only new ones.
     */
    List<StoredBackup> list() throws IOException;

    /** What is in the trash, newest backup first; as cheap as {@link #list}. */
    List<StoredBackup> trash() throws IOException;

    /**
     * The backup; where there is one of this id in the trash and another that is not, as for all readers, the latter.
     */
    StoredBackup get(BackupId id) throws IOException;

    /**
     * The backups that go by another name too, such as a snapshot's id, which begins with these hex digits in lower
     * case; none where backups have no other.
     */
    default List<BackupId> named(String beginning) throws IOException {
        return List.of();
    }

    /**
     * Starts a backup, invisible until it is committed.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the id is taken; one in the trash takes none
     */
    BackupDraft begin(BackupId id) throws IOException;

    /** The backup's content, without the manifest and without this store's own records. */
    FileTree open(BackupId id) throws IOException;

    /**
     * Makes sure that what describes a backup, which decides what a restore replaces, is as it was written. Looks at no
     * content. There is nothing to compare an external backup with.
     *
     * @throws CorruptBackupException when it is not, or when nothing tells
     */
    void checkRecords(BackupId id) throws IOException;

    /** The manifest's bytes as they were written. */
    byte[] manifest(BackupId id) throws IOException;

    /**
     * Replaces a backup's notes, wholly or not at all, by what {@code change} makes of the present ones. Changes of one
     * backup follow each other, so none is lost; an exception from {@code change} changes nothing.
     */
    StoredBackup annotate(BackupId id, UnaryOperator<Notes> change) throws IOException;

    /**
     * Takes a backup out that is not in the trash, in one step, and then frees its space; a crash leaves no half of
     * one.
     */
    void remove(BackupId id) throws IOException;

    /**
     * Puts a backup into the trash, in one step; one of the same id that is there goes for good.
     *
     * @param at when it is deleted, kept to the millisecond with the backup itself
     * @return it as it is there
     */
    StoredBackup discard(BackupId id, Instant at) throws IOException;

    /**
     * Takes a backup out of the trash, in one step: it is listed again, as it was.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one of this id that is not in the trash
     */
    StoredBackup undelete(BackupId id) throws IOException;

    /**
     * Takes a backup that is in the trash out of the store, in one step, and then frees its space; a crash leaves no
     * half of one.
     */
    void purge(BackupId id) throws IOException;

    /**
     * Compares a backup with its record. Damage is a value in the report; an exception means that no judgement was
     * reached.
     */
    VerifyReport verify(BackupId id, VerifyLevel level, Progress progress) throws IOException;

    /**
     * Verifies many backups, and what they share once.
     *
     * @param judgement told of each backup as soon as it is judged; one that is gone meanwhile is left out
     */
    default void verify(List<BackupId> ids, VerifyLevel level, Judgement judgement, Progress progress)
            throws IOException {
        for (BackupId id : ids) {
            VerifyReport report;
            try {
                report = verify(id, level, progress);
            } catch (BackupNotFoundException e) {
                continue;
            }
            judgement.on(id, report);
        }
    }

    /** Hears what a verification found of each backup. */
    @FunctionalInterface
    interface Judgement {
        void on(BackupId id, VerifyReport report) throws IOException;
    }

    /**
     * Answers one question: is this store likely to work now? Returns when it is.
     *
     * @throws IOException with the reason when it is not
     */
    void check() throws IOException;

    /** Space, measured now; may take a walk over the store. */
    StoreUsage usage() throws IOException;

    /** What interrupted work left and what does not belong here; empty when all is well. */
    List<String> residue() throws IOException;

    /** Removes what interrupted work left; never touches work that runs. Returns what it removed. */
    List<String> cleanUp() throws IOException;
}
