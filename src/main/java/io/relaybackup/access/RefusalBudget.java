package io.relaybackup.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps a flood of refused calls from filling the audit log: so many a minute are recorded one by one, of each caller
 * and of all together; the rest is counted. Safe for use by many threads.
 */
final class RefusalBudget {

    static final int OF_ONE = 60;

    static final int OF_ALL = 600;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;

    private final Map<String, Integer> spent = new HashMap<>();

    private Instant end = Instant.MIN;

    private int total;

    private int unrecorded;

    RefusalBudget(Clock clock) {
        this.clock = clock;
    }

    /** Whether one more of this caller may be recorded; if not, it is counted. */
    synchronized boolean spend(String caller) {
        Instant now = clock.instant();
        if (!now.isBefore(end)) {
            end = now.plus(WINDOW);
            spent.clear();
            total = 0;
        }
        if (total < OF_ALL && spent.merge(caller, 1, Integer::sum) <= OF_ONE) {
            total++;
            return true;
        }
        unrecorded++;
        return false;
    }

    /** Takes the number of those that were only counted, once their minute is over; zero before. */
    synchronized int settle() {
        if (unrecorded == 0 || clock.instant().isBefore(end)) {
            return 0;
        }
        int count = unrecorded;
        unrecorded = 0;
        return count;
    }
}
