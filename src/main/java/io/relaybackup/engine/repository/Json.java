package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of a repository's small files. They may come from strangers, so depth and numbers are bounded. */
final class Json {

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxNumberLength(64)
            .build();

    static final JsonMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .build();

    private Json() {}

    /** The object that a file holds. */
    static JsonNode object(StorageName file, byte[] bytes) throws CorruptRepositoryException {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new CorruptRepositoryException(file, "is not JSON", e);
        }
        if (!node.isObject()) {
            throw new CorruptRepositoryException(file, "is not a JSON object", null);
        }
        return node;
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static String text(StorageName file, JsonNode object, String field) throws CorruptRepositoryException {
        JsonNode value = object.path(field);
        if (!value.isString()) {
            throw new CorruptRepositoryException(file, "has no text '" + field + "'", null);
        }
        return value.stringValue();
    }

    static int integer(StorageName file, JsonNode object, String field) throws CorruptRepositoryException {
        JsonNode value = object.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new CorruptRepositoryException(file, "has no number '" + field + "' that makes sense", null);
        }
        return value.intValue();
    }

    /** Bytes in base64. */
    static byte[] binary(StorageName file, JsonNode object, String field) throws CorruptRepositoryException {
        try {
            return Base64.getDecoder().decode(text(file, object, field));
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(file, "has no base64 in '" + field + "'", e);
        }
    }
}
