package io.relaybackup.suspicion;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Finds the good backups that a new one is compared with. */
final class Baselines {

    private static final Logger log = LoggerFactory.getLogger(Baselines.class);

    /** How many past restores are looked at. */
    private static final int RESTORES = 20;

    private final Stores stores;
    private final Source source;
    private final Operations operations;

    Baselines(Stores stores, Source source, Operations operations) {
        this.stores = stores;
        this.source = source;
        this.operations = operations;
    }

    /**
     * The newest complete backup of this source that is not suspect and was to have a component; of several stores that
     * have it the preferred one, else the first.
     */
    Optional<Baseline> newest(String component, Store preferred, Instant before) {
        return all(preferred).stream()
                .filter(baseline -> baseline.backup().time().isBefore(before))
                .filter(baseline -> isGood(baseline.backup()) && holds(baseline, component))
                .max(Comparator.comparing(Baseline::id));
    }

    /**
     * The backup that the component was last brought back from, where that was after another: going back is no wreck.
     */
    Optional<Baseline> restored(String component, Store preferred, Instant after) {
        return operations.list(OperationType.RESTORE, OperationStatus.SUCCEEDED, RESTORES).stream()
                .filter(restore -> isInPlace(restore) && restore.createdAt().isAfter(after))
                .map(restore -> String.valueOf(restore.backup()))
                .filter(BackupId::isValid)
                .map(BackupId::new)
                .findFirst()
                .flatMap(id -> all(preferred).stream()
                        .filter(baseline -> baseline.id().equals(id) && holds(baseline, component))
                        .findFirst());
    }

    private static boolean isInPlace(Operation restore) {
        JsonNode result = restore.result();
        return result != null && !result.hasNonNull("target");
    }

    /** The preferred store's first. */
    private List<Baseline> all(Store preferred) {
        List<Baseline> all = new ArrayList<>();
        stores.all().stream()
                .sorted(Comparator.comparing(store -> !store.name().equals(preferred.name())))
                .forEach(store -> add(store, all));
        return all;
    }

    private static void add(Store store, List<Baseline> all) {
        try {
            store.backups().list().forEach(backup -> all.add(new Baseline(store, backup)));
        } catch (IOException e) {
            log.debug("The store '{}' cannot be asked for a good backup", store.name(), e);
        }
    }

    private boolean isGood(StoredBackup backup) {
        return backup.status() == BackupStatus.COMPLETE
                && backup.manifest().trigger() != Trigger.SAFETY
                && source.host().equals(backup.manifest().hostname())
                && source.dataDirectory().toString().equals(backup.manifest().dataDirectory());
    }

    private static boolean holds(Baseline baseline, String component) {
        return baseline.part(component)
                .filter(part -> part.status() != ComponentStatus.FAILED)
                .isPresent();
    }
}
