package io.relaybackup.health;

import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** The word between {@code UP} and {@code DOWN}: it works, and somebody should look. HTTP 200. */
final class Degraded {

    static final Status STATUS = new Status("DEGRADED");

    private Degraded() {}

    /** The worst counts. */
    static StatusAggregator aggregator() {
        return StatusAggregator.of(Status.DOWN, Status.OUT_OF_SERVICE, STATUS, Status.UP, Status.UNKNOWN);
    }

    static Health.Builder health(String reason) {
        return health(STATUS, reason);
    }

    /** A health with its reason. */
    static Health.Builder health(Status status, String reason) {
        return new Health.Builder(status).withDetail("reason", reason);
    }
}
