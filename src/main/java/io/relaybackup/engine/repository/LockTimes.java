package io.relaybackup.engine.repository;

import java.time.Duration;

/**
 * How long locks wait for what.
 *
 * @param settle after a lock is written, before others' are looked for a second time
 * @param refresh after which a lock is written anew
 * @param late without a refresh, after which others may soon call it stale
 * @param stale without a refresh, after which nobody needs to heed a lock
 * @param firstRetry when somebody else's lock is in the way; doubled each time
 * @param lastRetry beyond which that is not doubled
 * @param reread before a lock that cannot be read is looked at once more; doubled each time
 */
record LockTimes(
        Duration settle,
        Duration refresh,
        Duration late,
        Duration stale,
        Duration firstRetry,
        Duration lastRetry,
        Duration reread) {

    /**
     * What restic's clients expect of each other, but for {@code reread}: they wait for 35 seconds in all, as their
     * storages do not try again by themselves.
     */
    static final LockTimes RESTIC = new LockTimes(
            Duration.ofMillis(200),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1350),
            Duration.ofMinutes(30),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1));
}
