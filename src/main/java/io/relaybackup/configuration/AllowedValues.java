package io.relaybackup.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What a setting of a type may be, for people. */
final class AllowedValues {

    private static final Map<Class<?>, String> BY_TYPE = Map.ofEntries(
            Map.entry(boolean.class, "true or false"),
            Map.entry(Boolean.class, "true or false"),
            Map.entry(int.class, "a whole number"),
            Map.entry(Integer.class, "a whole number"),
            Map.entry(long.class, "a whole number"),
            Map.entry(Long.class, "a whole number"),
            Map.entry(double.class, "a number"),
            Map.entry(Double.class, "a number"),
            Map.entry(Duration.class, "a duration such as 30s, 15m, 26h, 7d or PT26H"),
            Map.entry(DataSize.class, "a size such as 64KB, 100MB or 2GB"),
            Map.entry(Instant.class, "a time such as 2027-01-31T00:00:00Z"),
            Map.entry(ZoneId.class, "a time zone such as UTC or Europe/Berlin"),
            Map.entry(Path.class, "a path"),
            Map.entry(URI.class, "a URI"),
            Map.entry(String.class, "a text"));

    private AllowedValues() {}

    static String of(@Nullable Class<?> type) {
        if (type == null) {
            return "a value of another form";
        }
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(c -> ((Enum<?>) c)
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-'))
                                    .toList());
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (Map.class.isAssignableFrom(type) || type.isRecord()) {
            return "settings of its own below it, not a single value";
        }
        return BY_TYPE.getOrDefault(type, "a value of the type " + type.getSimpleName());
    }
}
