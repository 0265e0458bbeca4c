package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a {@link Snapshot} out of its JSON, field by field, so that what is left over is what is not known. */
final class SnapshotReader {

    private static final long GREATEST_32 = 0xffffffffL;
    private static final int LAST_YEAR = 9999;

    private final StorageName file;
    private final ObjectNode json;

    SnapshotReader(StorageName file, byte[] bytes) throws CorruptRepositoryException {
        this.file = file;
        this.json = (ObjectNode) Json.object(file, bytes);
    }

    Snapshot read() throws CorruptRepositoryException {
        OffsetDateTime time = time(json, "time");
        int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
        if (year < 0 || year > LAST_YEAR) {
            throw new CorruptRepositoryException(file, "is of the year " + year, null);
        }
        Digest parent = digest("parent");
        Digest tree = digest("tree");
        if (tree == null) {
            throw new CorruptRepositoryException(file, "has no 'tree'", null);
        }
        return new Snapshot(
                time,
                parent,
                tree,
                texts("paths"),
                text("hostname"),
                text("username"),
                number(json, "uid", GREATEST_32),
                number(json, "gid", GREATEST_32),
                texts("excludes"),
                texts("tags"),
                digest("original"),
                text("program_version"),
                summary(),
                json.toString());
    }

    private @Nullable SnapshotSummary summary() throws CorruptRepositoryException {
        JsonNode value = take(json, "summary");
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode fields)) {
            throw new CorruptRepositoryException(file, "has no object in 'summary'", null);
        }
        return new SnapshotSummary(
                time(fields, "backup_start"),
                time(fields, "backup_end"),
                number(fields, "files_new", Long.MAX_VALUE),
                number(fields, "files_changed", Long.MAX_VALUE),
                number(fields, "files_unmodified", Long.MAX_VALUE),
                number(fields, "dirs_new", Long.MAX_VALUE),
                number(fields, "dirs_changed", Long.MAX_VALUE),
                number(fields, "dirs_unmodified", Long.MAX_VALUE),
                number(fields, "data_blobs", Long.MAX_VALUE),
                number(fields, "tree_blobs", Long.MAX_VALUE),
                number(fields, "data_added", Long.MAX_VALUE),
                number(fields, "data_added_packed", Long.MAX_VALUE),
                number(fields, "total_files_processed", Long.MAX_VALUE),
                number(fields, "total_bytes_processed", Long.MAX_VALUE),
                fields.toString());
    }

    /** Null also for the null of JSON. */
    private static @Nullable JsonNode take(ObjectNode object, String field) {
        JsonNode value = object.remove(field);
        return value == null || value.isNull() ? null : value;
    }

    private OffsetDateTime time(ObjectNode object, String field) throws CorruptRepositoryException {
        JsonNode value = take(object, field);
        if (value == null || !value.isString()) {
            throw new CorruptRepositoryException(file, "has no time in '" + field + "'", null);
        }
        try {
            return ZonedTimes.parse(value.stringValue());
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(file, "has no time in '" + field + "': " + e.getMessage(), e);
        }
    }

    private @Nullable Digest digest(String field) throws CorruptRepositoryException {
        String value = text(field);
        try {
            return value.isEmpty() ? null : Digest.parse(value);
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(file, "has no id in '" + field + "'", e);
        }
    }

    /** Empty when there is none. */
    private String text(String field) throws CorruptRepositoryException {
        JsonNode value = take(json, field);
        if (value == null) {
            return "";
        }
        if (!value.isString()) {
            throw new CorruptRepositoryException(file, "has no text in '" + field + "'", null);
        }
        return value.stringValue();
    }

    private List<String> texts(String field) throws CorruptRepositoryException {
        JsonNode values = take(json, field);
        if (values == null) {
            return List.of();
        }
        if (!values.isArray()) {
            throw new CorruptRepositoryException(file, "has no list in '" + field + "'", null);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isString()) {
                throw new CorruptRepositoryException(file, "has no list of texts in '" + field + "'", null);
            }
            texts.add(value.stringValue());
        }
        return texts;
    }

    /** Zero when there is none. */
    private long number(ObjectNode object, String field, long greatest) throws CorruptRepositoryException {
        JsonNode value = take(object, field);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new CorruptRepositoryException(file, "has no number in '" + field + "' that makes sense", null);
        }
        long number = value.longValue();
        if (number < 0 || number > greatest) {
            throw new CorruptRepositoryException(file, "cannot have " + number + " in '" + field + "'", null);
        }
        return number;
    }
}
