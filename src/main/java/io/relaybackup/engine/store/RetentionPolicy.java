package io.relaybackup.engine.store;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which backups of a store to keep. A backup that one rule keeps is kept.
 *
 * @param counts how many periods that have a backup keep their newest; the rules that are off are left out
 * @param within how far before the newest backup each period keeps its newest; the rules that are off are left out
 * @param tags a backup that has every tag of one of the lists is kept and counts for nothing
 * @param zone of the calendar that periods and durations follow
 * @param safety how long a backup that was made before a restore is kept
 * @param includeExternal whether backups that this service did not make are subject to the rules
 */
public record RetentionPolicy(
        Map<RetentionPeriod, KeepCount> counts,
        Map<RetentionPeriod, KeepDuration> within,
        List<List<String>> tags,
        ZoneId zone,
        KeepDuration safety,
        boolean includeExternal) {

    public static final KeepDuration DEFAULT_SAFETY = KeepDuration.ofDays(7);

    public RetentionPolicy {
        counts = active(counts, KeepCount::isZero);
        within = active(within, KeepDuration::isZero);
        tags = tags.stream().map(List::copyOf).toList();
        if (tags.stream().anyMatch(list -> list.isEmpty() || list.stream().anyMatch(String::isBlank))) {
            throw new IllegalArgumentException("a list of tags to keep has no empty tag and at least one");
        }
        if (counts.isEmpty() && within.isEmpty() && tags.isEmpty()) {
            throw new IllegalArgumentException(
                    "a retention policy keeps something: it has a count above 0, a duration above 0, or tags");
        }
    }

    private static <V> Map<RetentionPeriod, V> active(Map<RetentionPeriod, V> rules, Predicate<V> off) {
        Map<RetentionPeriod, V> active = new EnumMap<>(RetentionPeriod.class);
        rules.forEach((period, rule) -> {
            if (!off.test(rule)) {
                active.put(period, rule);
            }
        });
        return Collections.unmodifiableMap(active);
    }

    /** Keeps the newest backups, that many, and nothing else; in UTC. */
    public static RetentionPolicy keepLast(int backups) {
        return new RetentionPolicy(
                Map.of(RetentionPeriod.BACKUP, new KeepCount(backups)),
                Map.of(),
                List.of(),
                ZoneOffset.UTC,
                DEFAULT_SAFETY,
                false);
    }
}
