package io.relaybackup.store;

import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.StoreMaintenance;
import org.jspecify.annotations.Nullable;

/**
 * A store that was opened.
 *
 * @param maintenance null where content is not shared
 */
record OpenedStore(BackupStore backups, @Nullable StoreMaintenance maintenance) {

    static OpenedStore plain(BackupStore backups) {
        return new OpenedStore(backups, null);
    }

    /** Both sides of one store. */
    static <S extends BackupStore & StoreMaintenance> OpenedStore sharing(S store) {
        return new OpenedStore(store, store);
    }
}
