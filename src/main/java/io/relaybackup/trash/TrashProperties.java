package io.relaybackup.trash;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How deletions can be undone.
 *
 * @param keep how long a deleted backup stays in the trash of its store; 0 for not at all
 */
@ConfigurationProperties("relay.backup.trash")
record TrashProperties(@DefaultValue("3d") Duration keep) {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    TrashProperties {
        if (keep.isNegative() || keep.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "relay.backup.trash.keep: " + keep + " is not between 0 and 36500d, such as 3d or PT72H");
        }
    }
}
