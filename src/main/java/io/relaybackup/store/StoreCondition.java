package io.relaybackup.store;

import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoredBackup;
import java.util.List;
import java.util.OptionalLong;

/**
 * How a store that works is found.
 *
 * @param backups newest first
 * @param residue what interrupted work left, and what does not belong there; what runs now leaves some too
 * @param warnings what its owner should mend though it works
 * @param freeBytes empty where that cannot be known
 * @param capacityBytes empty where that cannot be known
 * @param locks of those who work on it, oldest first; only where several may
 * @param trash what is in its trash, newest first
 */
public record StoreCondition(
        List<StoredBackup> backups,
        List<String> residue,
        List<String> warnings,
        OptionalLong freeBytes,
        OptionalLong capacityBytes,
        List<LockHolder> locks,
        List<StoredBackup> trash) {

    public StoreCondition {
        residue = List.copyOf(residue);
        warnings = List.copyOf(warnings);
        locks = List.copyOf(locks);
    }

    /** Of a store that nobody locks. */
    public StoreCondition(
            List<StoredBackup> backups,
            List<String> residue,
            List<String> warnings,
            OptionalLong freeBytes,
            OptionalLong capacityBytes) {
        this(backups, residue, warnings, freeBytes, capacityBytes, List.of(), List.of());
    }

    /** Of a store whose trash is empty. */
    public StoreCondition(
            List<StoredBackup> backups,
            List<String> residue,
            List<String> warnings,
            OptionalLong freeBytes,
            OptionalLong capacityBytes,
            List<LockHolder> locks) {
        this(backups, residue, warnings, freeBytes, capacityBytes, locks, List.of());
    }
}
