package io.relaybackup.engine.plain;

import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the first line of {@code entries.jsonl}. */
final class EntriesHead {

    private static final JsonFactory JSON = new JsonFactory();

    private EntriesHead() {}

    /** The root's entry, after the format and its version have been found to be ours. */
    static Entry read(FileChannel channel) throws IOException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), new ChannelInput(channel, 0))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it does not start with an object");
            }
            return read(json);
        } catch (JacksonException | IllegalArgumentException e) {
            throw EntriesCursor.damage(e);
        }
    }

    private static Entry read(JsonParser json) throws CorruptBackupException {
        String format = null;
        Entry root = null;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            json.nextToken();
            switch (field) {
                case "format" -> format = json.getString();
                case "version" -> checkVersion(json.getIntValue());
                case "root" -> root = root(json);
                default -> json.skipChildren();
            }
        }
        if (!EntriesWriter.FORMAT.equals(format) || root == null || !root.isDirectory()) {
            throw new IllegalArgumentException("it does not start as a record of entries does");
        }
        return root;
    }

    private static void checkVersion(int version) throws CorruptBackupException {
        if (version > EntriesWriter.VERSION) {
            throw new CorruptBackupException(
                    Layout.ENTRIES + " has format version " + version + "; this version of the service reads up to "
                            + EntriesWriter.VERSION,
                    null);
        }
    }

    private static @Nullable Entry root(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT || !"name".equals(json.nextName())) {
            throw new IllegalArgumentException("'root' should be an entry");
        }
        json.nextToken();
        if (!RawText.utf8(json.getString()).isEmpty()) {
            throw new IllegalArgumentException("the root has no name");
        }
        return EntryReader.read(TreePath.ROOT, json);
    }
}
