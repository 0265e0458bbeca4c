package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.plain.EntriesCursor.Line;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup's {@code entries.jsonl}, open for reading; {@link EntriesWriter} has the format. Holds the index in memory,
 * nothing else. Safe for many threads.
 */
final class EntriesFile implements Closeable {

    private final FileChannel channel;

    private final Entry root;

    private final EntriesEnd end;

    private EntriesFile(FileChannel channel, Entry root, EntriesEnd end) {
        this.channel = channel;
        this.root = root;
        this.end = end;
    }

    /**
     * Opens the file and reads its first line, its last and the index.
     *
     * @throws CorruptBackupException when it is missing, not whole, or of a version to come
     */
    @SuppressWarnings("MustBeClosedChecker")
    static EntriesFile open(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = NamedChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new CorruptBackupException(Layout.ENTRIES + " is missing", e);
        }
        try {
            return new EntriesFile(channel, EntriesHead.read(channel), EntriesEnd.read(channel));
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    Entry root() {
        return root;
    }

    Totals totals() {
        return end.totals();
    }

    /** All lines from the root's own on. */
    EntriesCursor all() throws IOException {
        return end.index().isEmpty()
                ? new EntriesCursor(new ChannelInput(channel, end.indexAt()), TreePath.ROOT, false)
                : from(end.index().get(0));
    }

    /** A directory's children, or null when no such directory is recorded. */
    @Nullable
    Listing list(TreePath directory) throws IOException {
        EntriesCursor cursor = before(directory, null);
        boolean found = false;
        try {
            found = seek(cursor, directory);
        } finally {
            if (!found) {
                cursor.close();
            }
        }
        return found ? new RecordedListing(cursor) : null;
    }

    /** The entry at a path, or null when none is recorded. */
    @Nullable
    Entry find(TreePath path) throws IOException {
        if (path.isRoot()) {
            return root;
        }
        TreePath parent = path.parent();
        RawText name = path.name();
        try (EntriesCursor cursor = before(parent, name)) {
            while (true) {
                Line line = cursor.advance();
                int order = line == Line.END ? 1 : cursor.directory().compareTo(parent);
                if (order > 0) {
                    return null;
                }
                if (order == 0 && line == Line.ENTRY) {
                    int byName = cursor.entry().path().name().compareTo(name);
                    if (byName >= 0) {
                        return byName == 0 ? cursor.entry() : null;
                    }
                }
            }
        }
    }

    /** Goes on to a directory's own line; false when it is not there. */
    private static boolean seek(EntriesCursor cursor, TreePath directory) throws IOException {
        while (true) {
            Line line = cursor.advance();
            if (line == Line.END) {
                return false;
            }
            if (line == Line.DIRECTORY) {
                int order = cursor.directory().compareTo(directory);
                if (order >= 0) {
                    return order == 0;
                }
            }
        }
    }

    /** At the last line of the index that does not come after the wanted one. */
    private EntriesCursor before(TreePath directory, @Nullable RawText name) throws IOException {
        List<Mark> index = end.index();
        int low = 0;
        int high = index.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (index.get(middle).compareTo(directory, name) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return index.isEmpty() ? all() : from(index.get(low));
    }

    private EntriesCursor from(Mark mark) throws IOException {
        return new EntriesCursor(new ChannelInput(channel, mark.at()), mark.directory(), mark.name() != null);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The entries up to the next directory's line. */
    private record RecordedListing(EntriesCursor cursor) implements Listing {

        @Override
        public @Nullable Entry next() throws IOException {
            return cursor.advance() == Line.ENTRY ? cursor.entry() : null;
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }
}
