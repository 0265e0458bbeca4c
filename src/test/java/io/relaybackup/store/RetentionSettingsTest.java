package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.KeepCount;
import io.relaybackup.engine.store.KeepDuration;
import io.relaybackup.engine.store.RetentionPeriod;
import io.relaybackup.engine.store.RetentionPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

class RetentionSettingsTest {

    /** Binds as the service does, from YAML. */
    private static RetentionSettings bind(String yaml) {
        try {
            StandardEnvironment environment = new StandardEnvironment();
            String document = "retention: {" + yaml + "}";
            new YamlPropertySourceLoader()
                    .load("test", new ByteArrayResource(document.getBytes(StandardCharsets.UTF_8)))
                    .forEach(environment.getPropertySources()::addFirst);
            return new Binder(ConfigurationPropertySources.get(environment))
                    .bindOrCreate("retention", RetentionSettings.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everySettingReachesThePolicy() {
        assertThat(bind("keep-last: 1, keep-hourly: 2, keep-daily: 3, keep-weekly: 4, keep-monthly: 5,"
                                + " keep-yearly: unlimited, keep-within: 30d, keep-within-hourly: 1d,"
                                + " keep-within-daily: 7d, keep-within-weekly: 1m, keep-within-monthly: 1y,"
                                + " keep-within-yearly: 9999y, keep-tags: [[a, b], [c]], keep-safety: 14d,"
                                + " zone: Europe/Berlin, include-external: true")
                        .toPolicy())
                .contains(new RetentionPolicy(
                        Map.of(
                                RetentionPeriod.BACKUP, new KeepCount(1),
                                RetentionPeriod.HOUR, new KeepCount(2),
                                RetentionPeriod.DAY, new KeepCount(3),
                                RetentionPeriod.WEEK, new KeepCount(4),
                                RetentionPeriod.MONTH, new KeepCount(5),
                                RetentionPeriod.YEAR, KeepCount.UNLIMITED),
                        Map.of(
                                RetentionPeriod.BACKUP, KeepDuration.parse("30d"),
                                RetentionPeriod.HOUR, KeepDuration.parse("1d"),
                                RetentionPeriod.DAY, KeepDuration.parse("7d"),
                                RetentionPeriod.WEEK, KeepDuration.parse("1m"),
                                RetentionPeriod.MONTH, KeepDuration.parse("1y"),
                                RetentionPeriod.YEAR, KeepDuration.parse("9999y")),
                        List.of(List.of("a", "b"), List.of("c")),
                        ZoneId.of("Europe/Berlin"),
                        KeepDuration.parse("14d"),
                        true));
    }

    @Test
    void nothingSaidIsNoPolicyUnlessTheStoreHasADefault() {
        RetentionSettings settings = bind("zone: +02:00, include-external: true");
        assertThat(settings.toPolicy()).isEmpty();
        assertThat(settings.toPolicyKeepingLast(7))
                .isEqualTo(new RetentionPolicy(
                        Map.of(RetentionPeriod.BACKUP, new KeepCount(7)),
                        Map.of(),
                        List.of(),
                        ZoneId.of("+02:00"),
                        KeepDuration.ofDays(7),
                        true));
    }

    @Test
    void whatIsSaidReplacesTheDefault() {
        assertThat(bind("keep-daily: 2").toPolicyKeepingLast(7).counts())
                .isEqualTo(Map.of(RetentionPeriod.DAY, new KeepCount(2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keep-daily: -1 | keep-daily: '-1' is no count: a whole number from 0 to 999999999, or 'unlimited'",
                "keep-last: many | keep-last: 'many' is no count",
                "keep-within: 2w | keep-within: '2w' is no duration: numbers each followed by y (years)",
                "keep-within-yearly: 1 | keep-within-yearly: '1' is no duration",
                "keep-safety: soon | keep-safety: 'soon' is no duration",
                "zone: Atlantis/Capital | zone: 'Atlantis/Capital' is no time zone: UTC, an offset like +02:00",
                "keep-last: 0 | a retention policy keeps something",
                "keep-within: 0d | a retention policy keeps something",
                "keep-tags: [['']] | a list of tags to keep has no empty tag"
            })
    void aBadValueIsRefusedByKeyAndValueWithWhatIsAllowed(String yaml, String message) {
        assertThatThrownBy(() -> bind(yaml)).hasStackTraceContaining(message);
    }
}
