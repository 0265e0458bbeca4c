package io.relaybackup.drill;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How often drills are held by themselves.
 *
 * @param every after so long; empty where time does not count
 * @param everyBackups after so many backups; empty where they do not count
 */
public record DrillPlan(Optional<Duration> every, OptionalInt everyBackups) {

    /** How much later than planned one may be before it is late: a part of the interval. */
    private static final int GRACE = 4;

    boolean isEmpty() {
        return every.isEmpty() && everyBackups.isEmpty();
    }

    /** How long ago the last good one may be; empty where time does not count. */
    public Optional<Duration> lateAfter() {
        return every.map(interval -> interval.plus(interval.dividedBy(GRACE)));
    }
}
