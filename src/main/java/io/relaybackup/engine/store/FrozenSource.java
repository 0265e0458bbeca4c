package io.relaybackup.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A source whose backups all stay until somebody has decided about one that is suspect.
 *
 * @param suspect the backup
 */
public record FrozenSource(String host, String dataDirectory, BackupId suspect) {

    /**
     * Those that backups of one store freeze.
     *
     * @param host of backups that name none
     */
    public static List<FrozenSource> in(List<StoredBackup> backups, String host) {
        List<FrozenSource> frozen = new ArrayList<>();
        for (StoredBackup backup : backups) {
            Suspicion suspicion = backup.notes().suspicion();
            if (suspicion != null && suspicion.isOpen()) {
                Manifest manifest = backup.manifest();
                frozen.add(new FrozenSource(
                        Objects.requireNonNullElse(manifest.hostname(), host), manifest.dataDirectory(), backup.id()));
            }
        }
        return frozen;
    }

    /**
     * Whether a backup is of this source.
     *
     * @param ofNone the host of backups that name none
     */
    public boolean isOf(StoredBackup backup, String ofNone) {
        Manifest manifest = backup.manifest();
        return isOf(Objects.requireNonNullElse(manifest.hostname(), ofNone), manifest.dataDirectory());
    }

    boolean isOf(String otherHost, String otherDirectory) {
        return host.equals(otherHost) && dataDirectory.equals(otherDirectory);
    }
}
