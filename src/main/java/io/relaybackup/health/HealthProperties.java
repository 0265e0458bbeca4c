package io.relaybackup.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * When backups are in good health.
 *
 * @param expectedInterval how old the newest complete backup may be, such as 26h or PT26H; none is overdue without
 * @param verifiedWithin how long ago a backup must have been verified at most; without, none need be
 * @param minimumFree bytes that a store's disk, and the state directory's, must have free
 * @param growthMargin by how many percent the next backup may be larger than the largest of the last ones and still fit
 */
@ConfigurationProperties("relay.backup.health")
record HealthProperties(
        @Nullable Duration expectedInterval,
        @Nullable Duration verifiedWithin,
        @DefaultValue("100MB") DataSize minimumFree,
        @DefaultValue("20") int growthMargin) {

    HealthProperties {
        check("expected-interval", expectedInterval);
        check("verified-within", verifiedWithin);
        if (minimumFree.isNegative()) {
            throw new IllegalArgumentException(
                    "relay.backup.health.minimum-free: " + minimumFree + " is not 0B or more, such as 100MB");
        }
        if (growthMargin < 0 || growthMargin > 1000) {
            throw new IllegalArgumentException(
                    "relay.backup.health.growth-margin: " + growthMargin + " is not between 0 and 1000 percent");
        }
    }

    private static void check(String name, @Nullable Duration value) {
        if (value != null && (value.isNegative() || value.isZero())) {
            throw new IllegalArgumentException(
                    "relay.backup.health." + name + ": " + value + " is not a positive duration such as 26h or PT26H");
        }
    }
}
