package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store whose backups share content needs besides {@link BackupStore}: space is freed apart from the backups,
 * damage is mended, and several services and people have a key and a lock each. Every method may be called from several
 * threads, and throws {@link StoreLockedException} when somebody else's work is in the way.
 */
public interface StoreMaintenance {

    /**
     * Frees what no backup needs. Interrupted at any moment it leaves a store that is whole.
     *
     * @param dryRun only says what it would do
     */
    PruneReport prune(PruneOptions options, boolean dryRun, Progress progress) throws IOException;

    /**
     * Mends what can be mended: finds again what is there and not known of, forgets what is not there, and says what is
     * lost by it.
     *
     * @param others stores that may have copies of the same backups, from which content is taken
     * @param dropLost whether files whose content is lost leave their backups for good; else they stay, damaged, and a
     *     later backup of the same content makes them whole
     */
    RepairReport repair(List<BackupStore> others, boolean dropLost, Progress progress) throws IOException;

    /**
     * Looks at the store as a whole, and reads the share of the content that was not read for longest, and remembers
     * that it did. The report's paths begin with a backup's id; those of damage that costs no backup's file name the
     * store's own files. A backup that this service made, and that is gone without its doing, is told of for seven
     * days, or until {@link #repair} takes it as it is: another client may have removed it.
     *
     * @param budget bytes to read at most, beyond which no further file is begun; with 0 only the structure is looked
     *     at
     * @param notReadFor nothing that was read within this time is read again
     */
    VerifyReport readPortion(long budget, Duration notReadFor, Progress progress) throws IOException;

    /** Who works on the store now, and whose lock was left by work that ended without. */
    List<LockHolder> locks() throws IOException;

    /**
     * Removes locks whose holders are gone.
     *
     * @param all also those whose holders may still be at work, which a person must know
     * @return what was removed
     */
    List<LockHolder> unlock(boolean all) throws IOException;

    /** The keys, oldest first. */
    List<StoreKey> keys() throws IOException;

    /** Lets a further password open the store. */
    StoreKey addKey(byte[] password) throws IOException;

    /**
     * Takes a key away.
     *
     * @param id whole, or a beginning that only one has
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws IllegalArgumentException when several begin so
     * @throws IllegalStateException when it is the last, or the one in use
     */
    void removeKey(String id) throws IOException;

    /** Deletes what is held locally to spare reading from far away; harmless at any time. */
    void clearCache() throws IOException;

    /** Figures, as last known; cheap. Null when nothing is known yet. */
    @Nullable
    StoreFigures figures() throws IOException;
}
