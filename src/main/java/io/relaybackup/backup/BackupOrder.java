package io.relaybackup.backup;

import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.source.Component;
import io.relaybackup.store.Store;
import java.util.List;

/**
 * A backup to be made.
 *
 * @param components sorted by name, at least one
 * @param stores in the order of the configuration, at least one; the source is read for the first that works, the
 *     others copy from it
 * @param full whether everything is read and written anew
 * @param actor who asks for it
 */
record BackupOrder(
        List<Component> components, List<Store> stores, Notes notes, boolean full, Trigger trigger, String actor) {

    BackupOrder {
        components = List.copyOf(components);
        stores = List.copyOf(stores);
        if (components.isEmpty() || stores.isEmpty()) {
            throw new IllegalArgumentException("a backup needs a component and a store");
        }
    }

    List<String> componentNames() {
        return components.stream().map(Component::name).toList();
    }
}
