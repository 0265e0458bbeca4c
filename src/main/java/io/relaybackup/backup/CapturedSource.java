package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.source.Component;
import io.relaybackup.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source as it was just captured for a backup that nobody sees yet.
 *
 * @param store into which
 * @param previous the backup of that store with which it was compared; null when everything was read
 * @param manifest of what was captured
 * @param changes against {@code previous}
 */
public record CapturedSource(
        Store store,
        @Nullable BackupId previous,
        Manifest manifest,
        List<Component> components,
        CapturedChanges changes) {

    public CapturedSource {
        components = List.copyOf(components);
    }
}
