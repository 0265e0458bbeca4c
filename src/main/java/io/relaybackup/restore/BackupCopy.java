package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.store.Store;
import java.io.Closeable;
import java.io.IOException;

/**
 * One store's copy of a backup, opened. Closing it closes its tree.
 *
 * @param unverified there is nothing to compare its content with
 */
record BackupCopy(String store, StoredBackup backup, FileTree tree, boolean unverified) implements Closeable {

    /**
     * Opens it, once its records have proved to be as they were written: they decide what is replaced.
     *
     * @throws UnusableCopyException when the store does not give it, or its records are damaged
     */
    static BackupCopy open(Store store, BackupId id) throws UnusableCopyException {
        try {
            store.backups().checkRecords(id);
            StoredBackup backup = store.backups().get(id);
            boolean unverified = backup.external() && store.maintenance().isEmpty();
            return new BackupCopy(
                    store.name(), backup, new CopyTree(store.backups().open(id)), unverified);
        } catch (IOException e) {
            throw new UnusableCopyException(e);
        }
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
