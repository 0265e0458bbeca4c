package io.relaybackup.engine.store;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a retention rule should keep, worked out in another way than {@link RetentionRules}: the history is cut into
 * whole periods first, by their written names.
 */
final class RetentionOracle {

    private RetentionOracle() {}

    /** The newest of each of the first periods, and the oldest of all when there are fewer periods than the count. */
    static List<Instant> counting(List<Instant> newestFirst, RetentionPeriod period, KeepCount count, ZoneId zone) {
        List<List<Instant>> periods = periods(newestFirst, period, zone);
        TreeSet<Instant> kept = new TreeSet<>();
        periods.stream().limit(count.periods()).forEach(members -> kept.add(members.get(0)));
        if (periods.size() < count.periods()) {
            kept.add(newestFirst.get(newestFirst.size() - 1));
        }
        return List.copyOf(kept.descendingSet());
    }

    /** The newest of each period among what is later than a time, and the oldest of all when it is. */
    static List<Instant> within(List<Instant> newestFirst, RetentionPeriod period, Instant after, ZoneId zone) {
        List<Instant> later = newestFirst.stream().filter(after::isBefore).toList();
        TreeSet<Instant> kept = new TreeSet<>();
        periods(later, period, zone).forEach(members -> kept.add(members.get(0)));
        Instant oldest = newestFirst.get(newestFirst.size() - 1);
        if (after.isBefore(oldest)) {
            kept.add(oldest);
        }
        return List.copyOf(kept.descendingSet());
    }

    private static List<List<Instant>> periods(List<Instant> newestFirst, RetentionPeriod period, ZoneId zone) {
        Map<String, List<Instant>> periods = new LinkedHashMap<>();
        for (Instant time : newestFirst) {
            periods.computeIfAbsent(name(time, period, zone), n -> new ArrayList<>())
                    .add(time);
        }
        return List.copyOf(periods.values());
    }

    private static String name(Instant time, RetentionPeriod period, ZoneId zone) {
        String local = time.atZone(zone).toLocalDateTime().format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        return switch (period) {
            case BACKUP -> time.toString();
            case HOUR -> local.substring(0, "2026-01-04T12".length());
            case DAY -> local.substring(0, "2026-01-04".length());
            case WEEK ->
                time.atZone(zone).format(DateTimeFormatter.ISO_WEEK_DATE).substring(0, "2026-W01".length());
            case MONTH -> local.substring(0, "2026-01".length());
            case YEAR -> local.substring(0, "2026".length());
        };
    }
}
