package io.relaybackup.engine.store;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A backup in the making, which nobody sees until {@link #commit} and of which nothing is left when it is closed
 * without. One thread.
 */
public interface BackupDraft extends Closeable {

    /**
     * Takes the whole tree. Called once.
     *
     * @param previous a backup of this store whose unchanged files need not be read again; null reads everything
     * @param listener told of every entry; called by several threads
     * @throws IOException when this store has trouble; what cannot be read of the tree goes to the listener instead
     * @throws java.util.concurrent.CancellationException from {@link Progress#checkCancelled}
     */
    void write(FileTree tree, @Nullable BackupId previous, Listener listener, Progress progress) throws IOException;

    /** Puts everything on stable storage, then makes the backup visible, in one step. */
    StoredBackup commit(Manifest manifest, Notes notes) throws IOException;

    /** Removes what there is of a draft that was not committed. */
    @Override
    void close() throws IOException;

    /** Hears what becomes of each entry. */
    interface Listener {

        /**
         * An entry is in the draft.
         *
         * @param entry as it was read, which may differ from how it was listed
         * @param storedBytes new in the store by it
         */
        void written(Entry entry, ChangeClass change, long storedBytes);

        /** An entry could not be read and is not in the draft. */
        void failed(Entry entry, IOException reason);

        /** This kind of store has no place for an entry, which leaves the backup whole. */
        default void leftOut(Entry entry, String reason) {
            failed(entry, new IOException(reason));
        }
    }
}
