package io.relaybackup.engine.repository;

import java.time.Duration;

/** Times of locks for tests in which nobody else is at work, so that nobody need be waited for. */
final class QuickLocks {

    static final LockTimes TIMES = new LockTimes(
            Duration.ofMillis(1),
            LockTimes.RESTIC.refresh(),
            LockTimes.RESTIC.late(),
            LockTimes.RESTIC.stale(),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(1));

    private QuickLocks() {}
}
