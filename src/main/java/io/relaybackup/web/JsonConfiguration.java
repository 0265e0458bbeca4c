package io.relaybackup.web;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.relaybackup.engine.store.BackupId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableConfigOverride;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.databind.type.LogicalType;

/**
 * How JSON is spoken: enums by their words, times in UTC with milliseconds; what is read must be exactly what is asked
 * for, with no unknown or repeated field and no number where a text belongs.
 */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    private static final List<CoercionInputShape> NOT_TEXT =
            List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> builder.enumNamingStrategy((config, type, name) -> Words.of(name))
                .addModule(new SimpleModule("relay-backup")
                        .addSerializer(Instant.class, new InstantWriter())
                        .addSerializer(BackupId.class, new ToStringSerializer(BackupId.class))
                        .addDeserializer(BackupId.class, new BackupIdReader()))
                .withConfigOverride(List.class, JsonConfiguration::withoutGaps)
                .withConfigOverride(Set.class, JsonConfiguration::withoutGaps)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .withCoercionConfig(
                        LogicalType.Textual,
                        texts -> NOT_TEXT.forEach(shape -> texts.setCoercion(shape, CoercionAction.Fail)));
    }

    /** Not so in a map, where null may mean something. */
    private static void withoutGaps(MutableConfigOverride collection) {
        collection.setNullHandling(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    }

    private static final class InstantWriter extends StdSerializer<Instant> {

        private static final DateTimeFormatter MILLISECONDS =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(MILLISECONDS.format(value));
        }
    }

    private static final class BackupIdReader extends StdScalarDeserializer<BackupId> {

        BackupIdReader() {
            super(BackupId.class);
        }

        @Override
        public BackupId deserialize(JsonParser in, DeserializationContext context) {
            return new BackupId(in.getValueAsString(""));
        }
    }
}
