package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of one node, as {@link NodeJson} and all versions of restic write them. What is wrong with them ends in an
 * {@link IllegalArgumentException} or one of the parser's exceptions.
 */
final class NodeReader {

    private static final long GREATEST_32 = 0xffffffffL;
    private static final int BITS_64 = 64;

    private @Nullable RawText name;
    private String type = "";
    private long mode;
    private Instant modified = ZonedTimes.NONE;
    private Instant changed = ZonedTimes.NONE;
    private long uid;
    private long gid;
    private long inode;
    private long deviceId;
    private long size;
    private long links;
    private RawText target = RawText.EMPTY;
    private @Nullable RawText rawTarget;
    private Map<String, RawText> extended = Map.of();
    private long device;
    private List<Digest> content = List.of();
    private @Nullable Digest subtree;

    private NodeReader() {}

    /** Reads from an object's start to its end. */
    static NodeReader read(JsonParser json) {
        NodeReader node = new NodeReader();
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                node.field(field, json);
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IllegalArgumentException("a node does not end");
        }
        return node;
    }

    private void field(String field, JsonParser json) {
        switch (field) {
            case "name" -> name = QuotedName.unquote(text(json));
            case "type" -> type = text(json);
            case "mode" -> mode = bits32(json);
            case "mtime" -> modified = ZonedTimes.parse(text(json)).toInstant();
            case "ctime" -> changed = ZonedTimes.parse(text(json)).toInstant();
            case "uid" -> uid = bits32(json);
            case "gid" -> gid = bits32(json);
            case "inode" -> inode = bits64(json);
            case "device_id" -> deviceId = bits64(json);
            case "size" -> size = size(json);
            case "links" -> links = bits64(json);
            case "linktarget" -> target = RawText.utf8(text(json));
            case "linktarget_raw" -> rawTarget = RawText.of(binary(json));
            case "extended_attributes" -> extended = extended(json);
            case "device" -> device = bits64(json);
            case "content" -> content = content(json);
            case "subtree" -> subtree = Digest.parse(text(json));
            default -> json.skipChildren();
        }
    }

    RawText name() {
        if (name == null) {
            throw new IllegalArgumentException("a node has no name");
        }
        return name;
    }

    /** Null when its type cannot be kept. */
    @Nullable
    Node node(TreePath path) {
        EntryType known = NodeType.of(type);
        if (known == null) {
            return null;
        }
        boolean file = known == EntryType.FILE;
        boolean special = known == EntryType.CHARACTER_DEVICE || known == EntryType.BLOCK_DEVICE;
        Metadata metadata = new Metadata(NodeType.mode(mode), (int) uid, (int) gid, modified, extended);
        long length = file ? size : 0;
        Entry entry = new Entry(
                path,
                known,
                length,
                metadata,
                known == EntryType.SYMLINK ? target() : null,
                null,
                stamp(length),
                special ? device : 0);
        return new Node(entry, file ? content : List.of(), known == EntryType.DIRECTORY ? subtree : null);
    }

    private RawText target() {
        RawText whole = rawTarget == null ? target : rawTarget;
        for (byte b : whole.bytes()) {
            if (b == 0) {
                throw new IllegalArgumentException("a link's target has a NUL byte");
            }
        }
        return whole;
    }

    /** Nothing is known of a source whose inodes have no numbers. */
    private @Nullable SourceStamp stamp(long length) {
        return inode == 0 ? null : new SourceStamp(length, modified, changed, deviceId, inode, links, true);
    }

    private static String text(JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("'" + json.currentName() + "' is no text");
        }
        return json.getString();
    }

    private static byte[] binary(JsonParser json) {
        return Base64.getDecoder().decode(text(json));
    }

    private static long bits32(JsonParser json) {
        long value = bits64(json);
        if (value < 0 || value > GREATEST_32) {
            throw new IllegalArgumentException(
                    "'" + json.currentName() + "' cannot be " + Long.toUnsignedString(value));
        }
        return value;
    }

    private static long size(JsonParser json) {
        long value = bits64(json);
        if (value < 0) {
            throw new IllegalArgumentException("no file has " + Long.toUnsignedString(value) + " bytes");
        }
        return value;
    }

    /** A number without a sign. */
    private static long bits64(JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new IllegalArgumentException("'" + json.currentName() + "' is no number");
        }
        if (json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = json.getLongValue();
            if (value < 0) {
                throw new IllegalArgumentException("'" + json.currentName() + "' cannot be " + value);
            }
            return value;
        }
        BigInteger value = json.getBigIntegerValue();
        if (value.signum() < 0 || value.bitLength() > BITS_64) {
            throw new IllegalArgumentException("'" + json.currentName() + "' cannot be " + value);
        }
        return value.longValue();
    }

    private static List<Digest> content(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("'content' is no list");
        }
        List<Digest> ids = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            ids.add(Digest.parse(text(json)));
        }
        return ids;
    }

    private static Map<String, RawText> extended(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("'extended_attributes' is no list");
        }
        Map<String, RawText> attributes = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            attribute(json, attributes);
        }
        return attributes;
    }

    private static void attribute(JsonParser json, Map<String, RawText> attributes) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("an extended attribute is no object");
        }
        String key = "";
        RawText value = RawText.EMPTY;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            boolean empty = json.nextToken() == JsonToken.VALUE_NULL;
            switch (field) {
                case "name" -> key = text(json);
                case "value" -> value = empty ? RawText.EMPTY : RawText.of(binary(json));
                default -> json.skipChildren();
            }
        }
        if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > 255 || key.indexOf(0) >= 0) {
            throw new IllegalArgumentException("an extended attribute has no name that can be");
        }
        attributes.put(key, value);
    }
}
