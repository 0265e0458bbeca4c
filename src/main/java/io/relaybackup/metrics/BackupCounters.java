package io.relaybackup.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.relaybackup.backup.BackupListener;
import io.relaybackup.backup.BackupOutcome;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.retention.RetentionListener;
import java.util.Collection;

/**
 * Counts what backups did: files by how they compared with the backup before, bytes added, components that failed; and
 * what retention removed.
 */
final class BackupCounters implements BackupListener, RetentionListener {

    private final MeterRegistry registry;

    /** Begins at zero for all that is configured, so that the first increase is seen as one. */
    BackupCounters(MeterRegistry registry, Collection<String> components, Collection<String> stores) {
        this.registry = registry;
        for (ChangeClass change : ChangeClass.values()) {
            files(change);
        }
        components.forEach(this::failures);
        stores.forEach(this::added);
        stores.forEach(this::removals);
    }

    private Counter files(ChangeClass change) {
        return Counter.builder("relay.backup.files")
                .description("Files backed up, by how they compared with the backup before.")
                .tag("change", StoreGauges.word(change))
                .register(registry);
    }

    private Counter failures(String component) {
        return Counter.builder("relay.backup.component.failures")
                .description("Components that a backup could not capture.")
                .tag("component", component)
                .register(registry);
    }

    private Counter added(String store) {
        return Counter.builder("relay.backup.added")
                .baseUnit("bytes")
                .description("Bytes that backups added to a store.")
                .tag("store", store)
                .register(registry);
    }

    private Counter removals(String store) {
        return Counter.builder("relay.backup.retention.removals")
                .description("Backups that retention removed from a store.")
                .tag("store", store)
                .register(registry);
    }

    @Override
    public void removed(String store, BackupId backup) {
        removals(store).increment();
    }

    @Override
    public void finished(BackupOutcome outcome) {
        outcome.files().forEach((change, count) -> files(change).increment(count));
        outcome.failedComponents().forEach(component -> failures(component).increment());
        outcome.addedBytes().forEach((store, bytes) -> added(store).increment(bytes));
    }
}
