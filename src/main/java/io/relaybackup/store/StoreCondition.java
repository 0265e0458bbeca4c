package io.relaybackup.store;

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
 */
public record StoreCondition(
        List<StoredBackup> backups,
        List<String> residue,
        List<String> warnings,
        OptionalLong freeBytes,
        OptionalLong capacityBytes) {

    public StoreCondition {
        residue = List.copyOf(residue);
        warnings = List.copyOf(warnings);
    }
}
