package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import org.jspecify.annotations.Nullable;

/**
 * Some successive lines of {@code entries.jsonl} and the checksums that belong to them, spelled by whichever thread
 * made the entries and appended to the files in order.
 */
final class EntriesBlock {

    private final LineBuffer lines = new LineBuffer(16 * 1024);

    private final LineBuffer checksums = new LineBuffer(4 * 1024);

    private Totals totals = Totals.NONE;

    private @Nullable TreePath firstDirectory;

    private @Nullable RawText firstName;

    void directory(TreePath directory) {
        if (firstDirectory == null) {
            firstDirectory = directory;
        }
        EntryLine.directory(directory, lines);
    }

    void entry(Entry entry, Totals counted) {
        if (firstDirectory == null) {
            firstDirectory = entry.path().parent();
            firstName = entry.path().name();
        }
        EntryLine.entry(entry, lines);
        ContentId id = entry.contentId();
        if (entry.isFile() && id != null) {
            new ChecksumLine(id, entry.path().text()).print(checksums);
        }
        totals = totals.plus(counted);
    }

    LineBuffer lines() {
        return lines;
    }

    LineBuffer checksums() {
        return checksums;
    }

    Totals totals() {
        return totals;
    }

    /** Of the first line, when it comes to stand at this place; null when there is none. */
    @Nullable
    Mark markAt(long at) {
        return firstDirectory == null ? null : new Mark(firstDirectory, firstName, at);
    }
}
