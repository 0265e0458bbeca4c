package io.relaybackup.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.operation.Operation.LogLine;
import io.relaybackup.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The parts of an operation that the history keeps as JSON. Reads what other versions wrote as well as it can. */
final class HistoryJson {

    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private static final TypeReference<List<LogLine>> LINES = new TypeReference<>() {};

    private final JsonMapper json;

    HistoryJson(JsonMapper json) {
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addMixIn(Problem.class, Whole.class)
                .build();
    }

    /** Empty lists are written too, because a problem cannot be made without one. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private interface Whole {}

    @Nullable
    String write(@Nullable Object value) {
        return value == null ? null : json.writeValueAsString(value);
    }

    <T> @Nullable T read(@Nullable String text, Class<T> type) {
        try {
            return text == null ? null : json.readValue(text, type);
        } catch (JacksonException e) {
            logUnreadable(e);
            return null;
        }
    }

    @Nullable
    JsonNode readTree(@Nullable String text) {
        return read(text, JsonNode.class);
    }

    List<LogLine> readLines(String text) {
        try {
            return json.readValue(text, LINES);
        } catch (JacksonException e) {
            logUnreadable(e);
            return List.of();
        }
    }

    private static void logUnreadable(JacksonException e) {
        log.warn("A part of the history of operations cannot be read: {}", e.getOriginalMessage());
    }
}
