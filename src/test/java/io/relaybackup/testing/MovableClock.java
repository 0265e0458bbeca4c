package io.relaybackup.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Goes as time does, and ahead of it by as much as a test says. */
public final class MovableClock extends Clock {

    private volatile Duration offset = Duration.ZERO;

    /** So much ahead of the time from now on. */
    public void setAhead(Duration ahead) {
        offset = ahead;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
