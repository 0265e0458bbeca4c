package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code .backup/entries.jsonl}: what a backup's plain files cannot say of themselves.
 *
 * <p><b>The format, version 1.</b> One JSON object a line, ASCII, its fields in this order:
 *
 * <pre>
 * {"format":"relay-backup-entries","version":1,"root":ENTRY}
 * {"directory":"blockchain"}
 * {"name":"chain.jsonl","type":"file",…}
 * …
 * {"at":65601,"directory":"blockchain","name":"x"}
 * …
 * {"files":…,"directories":…,"symlinks":…,"bytes":…,"new":…,"changed":…,"unchanged":…,"added":…,"index":OFFSET}
 * </pre>
 *
 * <ul>
 *   <li>After the first line, directory by directory: a line with the directory's path, then its children sorted by the
 *       raw bytes of their names. Directories come as a walk meets them, parents first, siblings by name; the root's
 *       path is empty. Every directory has its line, even one without children.
 *   <li>An entry has {@code name}, {@code type} ({@code file}, {@code directory} or {@code symlink}), {@code size} in
 *       bytes (files), {@code mode} in octal, {@code uid}, {@code gid}, {@code mtime}, {@code target} (symlinks),
 *       {@code xattrs} (base64 by name, when there are some), {@code sha256} (files) and {@code source}.
 *   <li>{@code source} is how the live file looked when it was captured, by which the next backup tells whether it has
 *       changed: {@code size}, {@code mtime}, {@code ctime}, {@code device}, {@code inode}, {@code links}, and
 *       {@code settled}, without which equal looks prove nothing. Files of one backup with equal device and inode and
 *       more than one link are hard links of each other.
 *   <li>Names, paths, targets and names of attributes are percent-encoded from their raw bytes. Times are seconds since
 *       1970 with nine decimals.
 *   <li>Then the index: lines that say at which byte some lines stand, about one for every 64 KiB, in order; without
 *       {@code name} it is the directory's own line. It lets a reader list a directory or find an entry without reading
 *       everything before it.
 *   <li>The last line counts, and says where the index starts. A file without it is not whole.
 * </ul>
 *
 * A reader ignores fields that it does not know and refuses a greater version.
 */
final class EntriesWriter implements Closeable {

    static final String FORMAT = "relay-backup-entries";

    static final int VERSION = 1;

    private static final int BETWEEN_MARKS = 64 * 1024;

    private final HashingOutput out;

    private final List<Mark> index = new ArrayList<>();

    private Totals totals = Totals.NONE;

    private long nextMark;

    /** Begins the document. */
    EntriesWriter(OutputStream out, Entry root) throws IOException {
        this.out = new HashingOutput(out);
        LineBuffer first = new LineBuffer(512);
        first.ascii("{\"format\":\"" + FORMAT + "\",\"version\":" + VERSION + ",\"root\":");
        EntryLine.object(root, first);
        this.out.write(first.ascii("}\n"));
    }

    void append(EntriesBlock block) throws IOException {
        long at = out.written();
        if (at >= nextMark) {
            Mark mark = block.markAt(at);
            if (mark != null) {
                index.add(mark);
                nextMark = at + BETWEEN_MARKS;
            }
        }
        out.write(block.lines());
        totals = totals.plus(block.totals());
    }

    Totals totals() {
        return totals;
    }

    /** Ends the document and closes it; returns the SHA-256 of the whole. */
    ContentId finish() throws IOException {
        long indexAt = out.written();
        LineBuffer line = new LineBuffer(512);
        for (Mark mark : index) {
            line.clear();
            line.ascii("{\"at\":").number(mark.at());
            line.ascii(",\"directory\":\"").ascii(mark.directory().percentEncoded());
            if (mark.name() != null) {
                line.ascii("\",\"name\":\"").ascii(mark.name().percentEncoded());
            }
            out.write(line.ascii("\"}\n"));
        }
        line.clear();
        line.ascii("{\"files\":").number(totals.files());
        line.ascii(",\"directories\":").number(totals.directories());
        line.ascii(",\"symlinks\":").number(totals.symlinks());
        line.ascii(",\"bytes\":").number(totals.bytes());
        line.ascii(",\"new\":").number(totals.created());
        line.ascii(",\"changed\":").number(totals.changed());
        line.ascii(",\"unchanged\":").number(totals.unchanged());
        line.ascii(",\"added\":").number(totals.addedBytes());
        line.ascii(",\"index\":").number(indexAt);
        out.write(line.ascii("}\n"));
        out.close();
        return out.sha256();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
