package io.relaybackup.engine.plain;

import io.relaybackup.engine.plain.EntriesCursor.Line;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of the backup before, met in the order of a walk: one pass over its record. When that turns out to be
 * damaged, nothing more is found in it, so that a new backup is whole all the same. One thread.
 */
final class PreviousEntries implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(PreviousEntries.class);

    private final Path folder;

    private final @Nullable EntriesFile file;

    private @Nullable EntriesCursor cursor;

    private Line line = Line.END;

    private PreviousEntries(Path folder, @Nullable EntriesFile file) {
        this.folder = folder;
        this.file = file;
    }

    /** Opens the record of the backup in a folder; one without any, or with a damaged one, has no entries. */
    static PreviousEntries open(Path folder) {
        try {
            EntriesFile file = EntriesFile.open(folder.resolve(Layout.ENTRIES));
            PreviousEntries entries = new PreviousEntries(folder, file);
            entries.start(file);
            return entries;
        } catch (IOException e) {
            log.info("Nothing is taken over from {}: {}", folder.getFileName(), e.toString());
            return new PreviousEntries(folder, null);
        }
    }

    private void start(EntriesFile opened) throws IOException {
        try {
            cursor = opened.all();
            line = cursor.advance();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** The backup's folder, below which the entries' files are. */
    Path folder() {
        return folder;
    }

    /** The entry of this name, or null; both must come in the order of a walk. */
    @Nullable
    Entry match(TreePath directory, RawText name) {
        EntriesCursor from = cursor;
        if (from == null) {
            return null;
        }
        try {
            while (line != Line.END) {
                int order = from.directory().compareTo(directory);
                if (order == 0) {
                    order = line == Line.ENTRY ? from.entry().path().name().compareTo(name) : -1;
                }
                if (order >= 0) {
                    return order == 0 ? from.entry() : null;
                }
                line = from.advance();
            }
        } catch (IOException e) {
            log.warn("The record of {} is damaged, so the rest is read anew: {}", folder.getFileName(), e.toString());
            line = Line.END;
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        if (cursor != null) {
            cursor.close();
        }
        if (file != null) {
            file.close();
        }
    }
}
