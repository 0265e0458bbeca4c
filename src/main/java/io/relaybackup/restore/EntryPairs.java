package io.relaybackup.restore;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The children of a directory in the live tree and in the backup, side by side, in order. Memory for two entries. */
final class EntryPairs implements Closeable {

    /** What has one name; at least one of both is there. */
    record Pair(@Nullable Entry live, @Nullable Entry backup) {

        TreePath path() {
            return Objects.requireNonNull(live == null ? backup : live).path();
        }

        boolean isLiveDirectory() {
            return live != null && live.isDirectory();
        }

        boolean isBackupDirectory() {
            return backup != null && backup.isDirectory();
        }
    }

    private final Listing live;
    private final Listing backup;
    private @Nullable Entry nextLive;
    private @Nullable Entry nextBackup;

    private EntryPairs(Listing live, Listing backup) throws IOException {
        this.live = live;
        this.backup = backup;
        this.nextLive = live.next();
        this.nextBackup = backup.next();
    }

    /** The children of both; what is null or no directory has none. */
    static EntryPairs below(FileTree live, @Nullable Entry liveEntry, FileTree backup, @Nullable Entry backupEntry)
            throws IOException {
        Listing first = list(live, liveEntry);
        try {
            return new EntryPairs(first, list(backup, backupEntry));
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }

    private static Listing list(FileTree tree, @Nullable Entry directory) throws IOException {
        return directory == null || !directory.isDirectory() ? Listing.of(List.of()) : tree.list(directory.path());
    }

    /** The next name's, or null after the last. */
    @Nullable
    Pair next() throws IOException {
        Entry a = nextLive;
        Entry b = nextBackup;
        if (a == null && b == null) {
            return null;
        }
        int order = a == null
                ? 1
                : b == null ? -1 : a.path().name().compareTo(b.path().name());
        if (order <= 0) {
            nextLive = live.next();
        }
        if (order >= 0) {
            nextBackup = backup.next();
        }
        return new Pair(order <= 0 ? a : null, order >= 0 ? b : null);
    }

    @Override
    public void close() throws IOException {
        try {
            live.close();
        } finally {
            backup.close();
        }
    }
}
