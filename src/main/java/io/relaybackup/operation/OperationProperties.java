package io.relaybackup.operation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of running and of remembering operations.
 *
 * @param maxRunning how many work at a time; more wait their turn
 * @param maxQueued how many there may be that have not finished; more are refused
 * @param historyCount how many past ones are kept
 * @param historyAge how long past ones are kept; not too short for those who ask for the end of what they started
 * @param shutdownWait how long a stop waits for those that it cancels
 * @param heartbeat how long an event stream is silent at most; well below the minute after which proxies cut it
 */
@ConfigurationProperties("relay.backup.operations")
public record OperationProperties(
        @DefaultValue("8") int maxRunning,
        @DefaultValue("1000") int maxQueued,
        @DefaultValue("10000") int historyCount,
        @DefaultValue("90d") Duration historyAge,
        @DefaultValue("20s") Duration shutdownWait,
        @DefaultValue("15s") Duration heartbeat) {

    /** What is used where nothing is configured. */
    public static final OperationProperties DEFAULTS = new OperationProperties(
            8, 1000, 10_000, Duration.ofDays(90), Duration.ofSeconds(20), Duration.ofSeconds(15));

    public OperationProperties {
        check("max-running", maxRunning, 1, 64);
        check("max-queued", maxQueued, 1, 100_000);
        check("history-count", historyCount, 100, 1_000_000);
        check("history-age", historyAge, Duration.ofHours(1), Duration.ofDays(36_500));
        check("shutdown-wait", shutdownWait, Duration.ZERO, Duration.ofHours(1));
        check("heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofHours(1));
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "relay.backup.operations." + name + ": " + value + " is not between " + least + " and " + most);
        }
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "relay.backup.operations." + name + ": " + value + " is not between " + least + " and " + most);
        }
    }
}
