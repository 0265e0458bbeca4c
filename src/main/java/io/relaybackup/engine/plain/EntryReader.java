package io.relaybackup.engine.plain;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one entry's object of {@code entries.jsonl}. What is wrong with it ends in an {@link IllegalArgumentException}
 * or one of the parser's exceptions.
 */
final class EntryReader {

    private static final Instant NO_TIME = Instant.EPOCH;

    private EntryReader() {}

    /** Reads what follows the name's value, to the object's end. */
    static Entry read(TreePath path, JsonParser json) {
        EntryType type = null;
        long size = 0;
        int mode = -1;
        int uid = 0;
        int gid = 0;
        Instant modified = null;
        RawText target = null;
        Map<String, RawText> extended = Map.of();
        ContentId id = null;
        SourceStamp stamp = null;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            json.nextToken();
            switch (field) {
                case "type" -> type = type(json.getString());
                case "size" -> size = json.getLongValue();
                case "mode" -> mode = Integer.parseInt(json.getString(), 8);
                case "uid" -> uid = json.getIntValue();
                case "gid" -> gid = json.getIntValue();
                case "mtime" -> modified = EntryTime.parse(json.getString());
                case "target" -> target = RawText.percentDecoded(json.getString());
                case "xattrs" -> extended = extended(json);
                case "sha256" -> id = ContentId.sha256(json.getString());
                case "source" -> stamp = stamp(json);
                default -> json.skipChildren();
            }
        }
        if (type == null || mode < 0 || modified == null) {
            throw new IllegalArgumentException("an entry needs a type, a mode and an mtime");
        }
        return new Entry(path, type, size, new Metadata(mode, uid, gid, modified, extended), target, id, stamp);
    }

    private static EntryType type(String word) {
        return switch (word) {
            case "file" -> EntryType.FILE;
            case "directory" -> EntryType.DIRECTORY;
            case "symlink" -> EntryType.SYMLINK;
            default -> throw new IllegalArgumentException("unknown type " + RawText.utf8(word));
        };
    }

    private static Map<String, RawText> extended(JsonParser json) {
        Map<String, RawText> attributes = new LinkedHashMap<>();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            byte[] value = Base64.getDecoder().decode(json.getString());
            attributes.put(new String(RawText.percentDecoded(name).bytes(), StandardCharsets.UTF_8), RawText.of(value));
        }
        return attributes;
    }

    private static @Nullable SourceStamp stamp(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("'source' should be an object");
        }
        long size = 0;
        Instant modified = NO_TIME;
        Instant changed = NO_TIME;
        long device = 0;
        long inode = 0;
        long links = 0;
        boolean settled = false;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            json.nextToken();
            switch (field) {
                case "size" -> size = json.getLongValue();
                case "mtime" -> modified = EntryTime.parse(json.getString());
                case "ctime" -> changed = EntryTime.parse(json.getString());
                case "device" -> device = json.getLongValue();
                case "inode" -> inode = json.getLongValue();
                case "links" -> links = json.getLongValue();
                case "settled" -> settled = json.getBooleanValue();
                default -> json.skipChildren();
            }
        }
        return new SourceStamp(size, modified, changed, device, inode, links, settled);
    }
}
