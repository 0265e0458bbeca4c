package io.relaybackup.engine.store;

import java.util.Map;

/**
 * How much space a store takes, in bytes.
 *
 * @param logical what its backups would need, each restored alone
 * @param stored what they take, shared content counted once
 * @param free what the file system gives to this process
 * @param capacity of the file system
 * @param added what a backup takes that no older one here has, from which the size of the next is guessed; may leave
 *     out backups for which it would be dear to find out
 */
public record StoreUsage(long logical, long stored, long free, long capacity, Map<BackupId, Long> added) {

    public StoreUsage {
        added = Map.copyOf(added);
    }
}
