package io.relaybackup.engine.store;

import java.util.Map;

/**
 * How much space a store takes, in bytes.
 *
 * @param logical what its backups would need, each restored alone; without those in the trash
 * @param stored what they take, shared content counted once; with those in the trash
 * @param free what the file system gives to this process
 * @param capacity of the file system
 * @param added what a backup takes that no older one here has, from which the size of the next is guessed; may leave
 *     out backups for which it would be dear to find out
 * @param trashed about what each backup in the trash takes, which is about what comes free when it leaves
 */
public record StoreUsage(
        long logical, long stored, long free, long capacity, Map<BackupId, Long> added, Map<BackupId, Long> trashed) {

    public StoreUsage {
        added = Map.copyOf(added);
        trashed = Map.copyOf(trashed);
    }

    /** Of a store whose trash is empty. */
    public StoreUsage(long logical, long stored, long free, long capacity, Map<BackupId, Long> added) {
        this(logical, stored, free, capacity, added, Map.of());
    }

    /** What all in the trash take. */
    public long trashedBytes() {
        return trashed.values().stream().mapToLong(Long::longValue).sum();
    }
}
