package io.relaybackup.suspicion;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.store.Store;
import java.util.Optional;

/** A good backup, and a store that has it, with which a new one is compared. */
record Baseline(Store store, StoredBackup backup) {

    BackupId id() {
        return backup.id();
    }

    /** What it says of a component. */
    Optional<Manifest.ComponentResult> part(String component) {
        return backup.manifest().results().stream()
                .filter(result -> result.name().equals(component))
                .findFirst();
    }
}
