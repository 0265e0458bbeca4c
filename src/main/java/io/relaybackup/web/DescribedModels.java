package io.relaybackup.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JavaType;
import io.relaybackup.engine.store.BackupId;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.JsonNode;

/**
 * Describes our types as JSON has them: enums by their words, values that are written as one text as that text, and
 * which members of a record are always there.
 */
final class DescribedModels implements ModelConverter {

    private static final String OURS = "io.relaybackup.";

    @Override
    public boolean isOpenapi31() {
        return true;
    }

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Class<?> raw = raw(type);
        if (raw != null && isText(raw)) {
            return new StringSchema();
        }
        if (raw == JsonNode.class) {
            return new Schema<>();
        }
        Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (schema != null && raw != null && raw.getName().startsWith(OURS)) {
            if (raw.isEnum()) {
                useWords(schema, raw);
            } else if (raw.isRecord()) {
                require(defined(schema, context), raw);
            }
        }
        return schema;
    }

    private static @Nullable Class<?> raw(AnnotatedType type) {
        JavaType java = Json31.mapper().constructType(type.getType());
        return java == null ? null : java.getRawClass();
    }

    private static boolean isText(Class<?> type) {
        return type == BackupId.class
                || type == SseEmitter.class
                || type == StreamingResponseBody.class
                || type.getName().startsWith(OURS)
                        && Arrays.stream(type.getDeclaredMethods())
                                .anyMatch(m ->
                                        m.isAnnotationPresent(JsonValue.class) && m.getReturnType() == String.class);
    }

    @SuppressWarnings("unchecked")
    private static void useWords(Schema<?> schema, Class<?> type) {
        ((Schema<Object>) schema).setEnum(java.util.List.<Object>copyOf(Words.all(type)));
    }

    private static Schema<?> defined(Schema<?> schema, ModelConverterContext context) {
        String reference = schema.get$ref();
        Schema<?> found = reference == null
                ? schema
                : context.getDefinedModels().get(reference.substring(reference.lastIndexOf('/') + 1));
        return found == null ? schema : found;
    }

    private static void require(Schema<?> schema, Class<?> type) {
        if (schema.getProperties() == null) {
            return;
        }
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        boolean emptyIsAbsent = include != null && include.value() == JsonInclude.Include.NON_EMPTY;
        for (RecordComponent component : type.getRecordComponents()) {
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    || component.getType() == boolean.class
                    || emptyIsAbsent && Collection.class.isAssignableFrom(component.getType());
            boolean listed =
                    schema.getRequired() != null && schema.getRequired().contains(component.getName());
            if (!optional && !listed && schema.getProperties().containsKey(component.getName())) {
                schema.addRequiredItem(component.getName());
            }
        }
    }
}
