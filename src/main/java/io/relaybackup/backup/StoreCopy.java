package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.store.Store;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Puts one store's copy of a backup into another, whole or not at all. */
final class StoreCopy {

    private StoreCopy() {}

    /** What a copy took: regular files, bytes of their content, and bytes that are new in the store by it. */
    record Size(long files, long bytes, long added) {}

    /**
     * Copies.
     *
     * @param parent a backup of the receiving store whose unchanged files need not be read; null reads everything
     * @throws java.nio.file.FileAlreadyExistsException when the backup is there already
     */
    static Size copy(
            BackupId id,
            Store from,
            Store to,
            @Nullable BackupId parent,
            Manifest manifest,
            Notes notes,
            Progress progress)
            throws IOException {
        try (BackupDraft draft = to.backups().begin(id);
                FileTree tree = from.backups().open(id)) {
            Account account = new Account();
            draft.write(tree, parent, account, progress);
            account.check();
            draft.commit(manifest, notes);
            return account.size();
        }
    }

    /** What a copy takes; its source is whole, so a file that cannot be read makes the copy fail. */
    private static final class Account implements BackupDraft.Listener {

        private long files;
        private long bytes;
        private long added;
        private @Nullable IOException failure;

        @Override
        public synchronized void written(Entry entry, ChangeClass change, long storedBytes) {
            added += storedBytes;
            if (entry.isFile()) {
                files++;
                bytes += entry.size();
            }
        }

        @Override
        public synchronized void failed(Entry entry, IOException reason) {
            if (failure == null) {
                failure = reason;
            }
        }

        /** The other store's backup has it, and its manifest does not change. */
        @Override
        public void leftOut(Entry entry, String reason) {
            // Nothing is missing that this kind of store could have.
        }

        synchronized Size size() {
            return new Size(files, bytes, added);
        }

        synchronized void check() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
