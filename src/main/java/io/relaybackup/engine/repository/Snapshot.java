package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A snapshot: what a backup is of, and the tree blob that it is. Fields that are not known stay as they are when it is
 * rewritten.
 */
final class Snapshot {

    private static final String TAGS = "tags";
    private static final String ORIGINAL = "original";

    private final ObjectNode json;
    private final Instant time;
    private final Digest tree;

    private Snapshot(ObjectNode json, Instant time, Digest tree) {
        this.json = json;
        this.time = time;
        this.tree = tree;
    }

    /**
     * Reads a snapshot file.
     *
     * @throws CorruptRepositoryException when it is none
     */
    static Snapshot parse(StorageName file, byte[] bytes) throws CorruptRepositoryException {
        JsonNode json = Json.object(file, bytes);
        try {
            return new Snapshot(
                    (ObjectNode) json,
                    OffsetDateTime.parse(Json.text(file, json, "time")).toInstant(),
                    Digest.parse(Json.text(file, json, "tree")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new CorruptRepositoryException(file, "makes no sense: " + e.getMessage(), e);
        }
    }

    /** A new one. */
    static Snapshot of(
            Instant time,
            ZoneId zone,
            @Nullable Digest parent,
            Digest tree,
            String path,
            String hostname,
            String username,
            List<String> tags,
            String program,
            ObjectNode summary) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("time", time(time, zone));
        if (parent != null) {
            json.put("parent", parent.toString());
        }
        json.put("tree", tree.toString());
        json.putArray("paths").add(path);
        json.put("hostname", hostname).put("username", username);
        ArrayNode array = tags.isEmpty() ? null : json.putArray(TAGS);
        for (String tag : tags) {
            if (array != null) {
                array.add(tag);
            }
        }
        json.put("program_version", program);
        json.set("summary", summary);
        return new Snapshot(json, time, tree);
    }

    /** A time as clients write it. */
    static String time(Instant time, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone).toOffsetDateTime());
    }

    /** With other tags, and the first of its ids as {@code original}, as clients rewrite it. */
    Snapshot withTags(Digest id, List<String> tags) {
        ObjectNode copy = json.deepCopy();
        ArrayNode array = copy.putArray(TAGS);
        tags.forEach(array::add);
        if (!copy.has(ORIGINAL)) {
            copy.put(ORIGINAL, id.toString());
        }
        return new Snapshot(copy, time, tree);
    }

    /** With another tree, as when what is lost leaves it. */
    Snapshot withTree(Digest id, Digest other) {
        ObjectNode copy = json.deepCopy();
        copy.put("tree", other.toString());
        if (!copy.has(ORIGINAL)) {
            copy.put(ORIGINAL, id.toString());
        }
        return new Snapshot(copy, time, other);
    }

    byte[] json() {
        return Json.bytes(json);
    }

    Instant time() {
        return time;
    }

    Digest tree() {
        return tree;
    }

    /** Absolute. */
    List<String> paths() {
        return texts("paths");
    }

    String hostname() {
        return json.path("hostname").asString("");
    }

    List<String> tags() {
        return texts(TAGS);
    }

    String program() {
        return json.path("program_version").asString("restic");
    }

    /** The id it had before it was rewritten; null when it never was. */
    @Nullable
    String original() {
        JsonNode original = json.path(ORIGINAL);
        return original.isString() ? original.stringValue() : null;
    }

    /** A number of the summary; 0 where there is none. */
    long summary(String field) {
        return json.path("summary").path(field).asLong(0);
    }

    private List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : json.path(field)) {
            texts.add(text.asString(""));
        }
        return texts;
    }
}
