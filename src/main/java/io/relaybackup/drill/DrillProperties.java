package io.relaybackup.drill;

import io.relaybackup.configuration.InvalidSettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of restore drills.
 *
 * @param every how often each store's newest backup is restored for practice; never by itself without
 * @param everyBackups the same, after so many backups
 * @param directory where to; {@code drills} in the state directory by default
 * @param command words of the application's own check, which works in the restored directory; none by default
 * @param commandTimeout after which it is ended and has failed
 * @param historyCount how many drills are remembered
 */
@ConfigurationProperties("relay.backup.drills")
record DrillProperties(
        @Nullable Duration every,
        @Nullable Integer everyBackups,
        @Nullable Path directory,
        @DefaultValue List<String> command,
        @DefaultValue("10m") Duration commandTimeout,
        @DefaultValue("1000") int historyCount) {

    private static final String KEY = "relay.backup.drills.";

    private static final Duration LONGEST = Duration.ofDays(366 * 10L);

    DrillProperties {
        if (every != null && (every.compareTo(Duration.ofMinutes(1)) < 0 || every.compareTo(LONGEST) > 0)) {
            throw new InvalidSettingException(
                    KEY + "every", every.toString(), "a duration of a minute to ten years, such as 7d or PT12H");
        }
        if (everyBackups != null && everyBackups < 1) {
            throw new InvalidSettingException(KEY + "every-backups", everyBackups.toString(), "a number of 1 or more");
        }
        command = List.copyOf(command);
        if (!command.isEmpty() && command.get(0).isBlank()) {
            throw new InvalidSettingException(KEY + "command[0]", command.get(0), "the name of a program");
        }
        if (commandTimeout.isNegative() || commandTimeout.isZero() || commandTimeout.compareTo(LONGEST) > 0) {
            throw new InvalidSettingException(
                    KEY + "command-timeout", commandTimeout.toString(), "a positive duration such as 30s or 10m");
        }
        if (historyCount < 1 || historyCount > 1_000_000) {
            throw new InvalidSettingException(
                    KEY + "history-count", Integer.toString(historyCount), "a number from 1 to 1000000");
        }
    }
}
