package io.relaybackup.restore;

import io.relaybackup.configuration.InvalidSettingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of restores.
 *
 * @param allowedTargets absolute paths of directories below which restores may go; none by default
 * @param safetyBackup whether what a restore replaces is backed up first where the request does not say
 */
@ConfigurationProperties("relay.backup.restore")
record RestoreProperties(
        @DefaultValue List<String> allowedTargets,
        @DefaultValue("true") boolean safetyBackup) {

    RestoreProperties {
        allowedTargets = List.copyOf(allowedTargets);
        for (int i = 0; i < allowedTargets.size(); i++) {
            if (!isAbsolute(allowedTargets.get(i))) {
                throw new InvalidSettingException(
                        "relay.backup.restore.allowed-targets[" + i + "]",
                        allowedTargets.get(i),
                        "the absolute path of a directory, without '.' and '..'");
            }
        }
    }

    private static boolean isAbsolute(String text) {
        try {
            Path path = Path.of(text);
            return path.isAbsolute() && path.equals(path.normalize());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    List<Path> targets() {
        return allowedTargets.stream().map(Path::of).toList();
    }
}
