package io.relaybackup.engine.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of one of our small records, to be read field by field. A field that is missing or of another kind ends
 * the reading with a {@link CorruptBackupException} that names it.
 *
 * @param path where the object is in its document, for messages; empty at the top
 */
record JsonFields(String document, String path, JsonNode node) {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    /** As {@code JSON.stringify(value, null, 2)} lays it out, which is how the script that came before wrote. */
    private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    /** The object that the bytes spell. */
    static JsonFields parse(String document, byte[] json) throws CorruptBackupException {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new CorruptBackupException(document + " is not JSON: " + e.getOriginalMessage(), e);
        }
        return new JsonFields(document, "", node).checked();
    }

    static byte[] print(ObjectNode object) throws IOException {
        try {
            return (MAPPER.writer().with(PRINTER).writeValueAsString(object) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JacksonException e) {
            throw new IOException(e);
        }
    }

    /** ISO 8601 in UTC with milliseconds, always three digits. */
    static String time(Instant time) {
        return TIME.format(time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** The word for an enum's value: its name in lower case. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private JsonFields checked() throws CorruptBackupException {
        if (!node.isObject()) {
            throw wrong(path, "an object");
        }
        return this;
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    String text(String field) throws CorruptBackupException {
        JsonNode value = node.path(field);
        if (!value.isString()) {
            throw wrong(under(field), "text");
        }
        return value.stringValue();
    }

    @Nullable
    String optionalText(String field) throws CorruptBackupException {
        return has(field) ? text(field) : null;
    }

    boolean flag(String field) throws CorruptBackupException {
        JsonNode value = node.path(field);
        if (!value.isBoolean()) {
            throw wrong(under(field), "true or false");
        }
        return value.booleanValue();
    }

    long number(String field) throws CorruptBackupException {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw wrong(under(field), "a number of 0 or more");
        }
        return value.longValue();
    }

    int count(String field) throws CorruptBackupException {
        return (int) Math.min(number(field), Integer.MAX_VALUE);
    }

    Instant time(String field) throws CorruptBackupException {
        String text = text(field);
        try {
            return RecordedTime.parse(text);
        } catch (DateTimeException e) {
            throw wrong(under(field), "a time like 2025-09-18T16:08:34.266Z");
        }
    }

    @Nullable
    Instant optionalTime(String field) throws CorruptBackupException {
        return has(field) ? time(field) : null;
    }

    /** The value whose {@link #word} the field is. */
    <E extends Enum<E>> E oneOf(Class<E> type, String field) throws CorruptBackupException {
        String text = text(field);
        for (E value : type.getEnumConstants()) {
            if (word(value).equals(text)) {
                return value;
            }
        }
        throw wrong(under(field), "one of " + words(type));
    }

    @Nullable
    <E extends Enum<E>> E optionalOneOf(Class<E> type, String field) throws CorruptBackupException {
        return has(field) ? oneOf(type, field) : null;
    }

    JsonFields object(String field) throws CorruptBackupException {
        return new JsonFields(document, under(field), node.path(field)).checked();
    }

    /** The objects of an array; none when it is absent. */
    List<JsonFields> objects(String field) throws CorruptBackupException {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode element : array(field)) {
            objects.add(new JsonFields(document, under(field) + "[" + objects.size() + "]", element).checked());
        }
        return objects;
    }

    /** The texts of an array; none when it is absent. */
    List<String> texts(String field) throws CorruptBackupException {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(field)) {
            if (!element.isString()) {
                throw wrong(under(field) + "[" + texts.size() + "]", "text");
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    /** What a value type makes of fields that are each well-formed, with its refusal as damage. */
    <T> T valid(Supplier<T> value) throws CorruptBackupException {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new CorruptBackupException(document + ": " + e.getMessage(), e);
        }
    }

    private JsonNode array(String field) throws CorruptBackupException {
        JsonNode value = node.path(field);
        if (!value.isArray() && has(field)) {
            throw wrong(under(field), "an array");
        }
        return value;
    }

    private String under(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private CorruptBackupException wrong(String where, String expected) {
        return new CorruptBackupException(
                document + ": " + (where.isEmpty() ? "it" : "'" + where + "'") + " should be " + expected, null);
    }

    private static String words(Class<? extends Enum<?>> type) {
        List<String> words = new ArrayList<>();
        for (Enum<?> value : type.getEnumConstants()) {
            words.add(word(value));
        }
        return String.join(", ", words);
    }
}
