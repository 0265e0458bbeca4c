package io.relaybackup.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of idempotency keys.
 *
 * @param keep how long a repetition is known
 */
@ConfigurationProperties("relay.backup.idempotency")
record IdempotencyProperties(@DefaultValue("24h") Duration keep) {

    private static final Duration MOST = Duration.ofDays(366);

    IdempotencyProperties {
        if (keep.compareTo(Duration.ofMinutes(1)) < 0 || keep.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "relay.backup.idempotency.keep: " + keep + " is not between PT1M and " + MOST);
        }
    }
}
