package io.relaybackup.store;

import io.relaybackup.engine.store.KeepCount;
import io.relaybackup.engine.store.KeepDuration;
import io.relaybackup.engine.store.RetentionPeriod;
import io.relaybackup.engine.store.RetentionPolicy;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which backups a store keeps, as configured: counts are whole numbers or {@code unlimited}, durations are like
 * {@code 1y5m7d2h}. A backup that one setting keeps is kept.
 *
 * @param keepLast how many of the newest backups to keep
 * @param keepHourly for how many hours that have a backup to keep the newest
 * @param keepDaily for how many days that have a backup to keep the newest
 * @param keepWeekly for how many ISO weeks that have a backup to keep the newest
 * @param keepMonthly for how many months that have a backup to keep the newest
 * @param keepYearly for how many years that have a backup to keep the newest
 * @param keepWithin how far before the newest backup to keep all
 * @param keepWithinHourly how far before the newest backup to keep the newest of each hour
 * @param keepWithinDaily how far before the newest backup to keep the newest of each day
 * @param keepWithinWeekly how far before the newest backup to keep the newest of each ISO week
 * @param keepWithinMonthly how far before the newest backup to keep the newest of each month
 * @param keepWithinYearly how far before the newest backup to keep the newest of each year
 * @param keepTags lists of tags: a backup that has every tag of one list is kept
 * @param keepSafety how long to keep a backup that was made before a restore
 * @param zone the time zone of the calendar that hours, days and so on follow
 * @param includeExternal whether backups that this service did not make may be removed
 */
record RetentionSettings(
        @Nullable String keepLast,
        @Nullable String keepHourly,
        @Nullable String keepDaily,
        @Nullable String keepWeekly,
        @Nullable String keepMonthly,
        @Nullable String keepYearly,
        @Nullable String keepWithin,
        @Nullable String keepWithinHourly,
        @Nullable String keepWithinDaily,
        @Nullable String keepWithinWeekly,
        @Nullable String keepWithinMonthly,
        @Nullable String keepWithinYearly,
        @Nullable List<List<String>> keepTags,
        @DefaultValue("7d") String keepSafety,
        @DefaultValue("UTC") String zone,
        @DefaultValue("false") boolean includeExternal) {

    /** Where nothing is set. */
    static final RetentionSettings NONE = new RetentionSettings(
            null, null, null, null, null, null, null, null, null, null, null, null, null, "7d", "UTC", false);

    RetentionSettings {
        keepTags = keepTags == null ? null : keepTags.stream().map(List::copyOf).toList();
        Map<RetentionPeriod, KeepCount> counts =
                counts(keepLast, keepHourly, keepDaily, keepWeekly, keepMonthly, keepYearly);
        Map<RetentionPeriod, KeepDuration> within = durations(
                keepWithin, keepWithinHourly, keepWithinDaily, keepWithinWeekly, keepWithinMonthly, keepWithinYearly);
        if (keepSomething(counts, within, keepTags)) {
            policy(counts, within, keepTags, zone, keepSafety, includeExternal);
        }
        duration("keep-safety", keepSafety);
        zone(zone);
    }

    /** The policy, or empty when no {@code keep-last}, {@code keep-daily} and so on is set. */
    Optional<RetentionPolicy> toPolicy() {
        Map<RetentionPeriod, KeepCount> counts =
                counts(keepLast, keepHourly, keepDaily, keepWeekly, keepMonthly, keepYearly);
        Map<RetentionPeriod, KeepDuration> within = durations(
                keepWithin, keepWithinHourly, keepWithinDaily, keepWithinWeekly, keepWithinMonthly, keepWithinYearly);
        return keepSomething(counts, within, keepTags)
                ? Optional.of(policy(counts, within, keepTags, zone, keepSafety, includeExternal))
                : Optional.empty();
    }

    /** The policy; where nothing is said of what to keep, it keeps that many of the newest. */
    RetentionPolicy toPolicyKeepingLast(int backups) {
        return toPolicy()
                .orElseGet(() -> policy(
                        Map.of(RetentionPeriod.BACKUP, new KeepCount(backups)),
                        Map.of(),
                        null,
                        zone,
                        keepSafety,
                        includeExternal));
    }

    private static boolean keepSomething(
            Map<RetentionPeriod, KeepCount> counts,
            Map<RetentionPeriod, KeepDuration> within,
            @Nullable List<List<String>> tags) {
        return !counts.isEmpty() || !within.isEmpty() || tags != null;
    }

    private static RetentionPolicy policy(
            Map<RetentionPeriod, KeepCount> counts,
            Map<RetentionPeriod, KeepDuration> within,
            @Nullable List<List<String>> tags,
            String zone,
            String safety,
            boolean includeExternal) {
        return new RetentionPolicy(
                counts,
                within,
                tags == null ? List.of() : tags,
                zone(zone),
                duration("keep-safety", safety),
                includeExternal);
    }

    /** In the order of the periods; what is not set is left out. */
    private static Map<RetentionPeriod, KeepCount> counts(@Nullable String... byPeriod) {
        Map<RetentionPeriod, KeepCount> counts = new EnumMap<>(RetentionPeriod.class);
        Iterator<@Nullable String> texts = Arrays.asList(byPeriod).iterator();
        for (RetentionPeriod period : RetentionPeriod.values()) {
            @Nullable String text = texts.next();
            if (text != null) {
                counts.put(period, parse("keep-" + period.word(), text, KeepCount::parse));
            }
        }
        return counts;
    }

    private static Map<RetentionPeriod, KeepDuration> durations(@Nullable String... byPeriod) {
        Map<RetentionPeriod, KeepDuration> durations = new EnumMap<>(RetentionPeriod.class);
        Iterator<@Nullable String> texts = Arrays.asList(byPeriod).iterator();
        for (RetentionPeriod period : RetentionPeriod.values()) {
            @Nullable String text = texts.next();
            if (text != null) {
                String suffix = period == RetentionPeriod.BACKUP ? "" : "-" + period.word();
                durations.put(period, duration("keep-within" + suffix, text));
            }
        }
        return durations;
    }

    private static KeepDuration duration(String key, String text) {
        return parse(key, text, KeepDuration::parse);
    }

    private static ZoneId zone(String text) {
        return parse("zone", text, name -> {
            try {
                return ZoneId.of(name);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no time zone: UTC, an offset like +02:00, or a name like Europe/Berlin", e);
            }
        });
    }

    private static <T> T parse(String key, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
