package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Goes through the lines of {@code entries.jsonl} from some line on, forward only, and sees that they come in order.
 * Belongs to one thread.
 */
final class EntriesCursor implements Closeable {

    /** What the current line is. */
    enum Line {
        DIRECTORY,
        ENTRY,
        /** The index or the totals: there are no more entries. */
        END
    }

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;

    private TreePath directory;

    private @Nullable RawText lastName;

    private @Nullable Entry entry;

    private boolean inDirectory;

    /**
     * Starts before a line.
     *
     * @param lines from that line on; closed with this
     * @param directory the one that the line belongs to
     * @param inDirectory whether that directory's own line lies before
     */
    EntriesCursor(InputStream lines, TreePath directory, boolean inDirectory) throws IOException {
        this.directory = directory;
        this.inDirectory = inDirectory;
        try {
            this.json = JSON.createParser(ObjectReadContext.empty(), lines);
        } catch (JacksonException e) {
            throw damage(e);
        }
    }

    /** Goes on to the next line; at the end it stays there. */
    Line advance() throws IOException {
        try {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it ends too early");
            }
            String field = json.nextName();
            json.nextToken();
            if ("name".equals(field) && inDirectory) {
                readEntry(RawText.percentDecoded(json.getString()));
                return Line.ENTRY;
            }
            if ("directory".equals(field)) {
                readDirectory(TreePath.percentDecoded(json.getString()));
                return Line.DIRECTORY;
            }
            if ("at".equals(field) || "files".equals(field)) {
                return Line.END;
            }
            throw new IllegalArgumentException("a line starts with an unexpected '" + RawText.utf8(field + "'"));
        } catch (JacksonException | IllegalArgumentException e) {
            throw damage(e);
        }
    }

    private void readEntry(RawText name) {
        if (lastName != null && lastName.compareTo(name) >= 0) {
            throw new IllegalArgumentException("'" + name + "' is out of order in '" + directory + "'");
        }
        lastName = name;
        entry = EntryReader.read(directory.resolve(name), json);
    }

    private void readDirectory(TreePath next) {
        if (inDirectory && directory.compareTo(next) >= 0) {
            throw new IllegalArgumentException("directory '" + next + "' is out of order");
        }
        directory = next;
        inDirectory = true;
        lastName = null;
        json.skipChildren();
        finishObject();
    }

    private void finishObject() {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            json.skipChildren();
        }
    }

    /** The directory that the current line begins or belongs to. */
    TreePath directory() {
        return directory;
    }

    /** The current line's entry, when it is one. */
    Entry entry() {
        if (entry == null) {
            throw new IllegalStateException("not at an entry");
        }
        return entry;
    }

    /** What the parser threw: the disk's own exception where that is the cause, damage otherwise. */
    static IOException damage(RuntimeException e) {
        if (e instanceof JacksonException j && j.getCause() instanceof IOException io) {
            return io;
        }
        String reason = e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage();
        return new CorruptBackupException(Layout.ENTRIES + ": " + reason, e);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
