package io.relaybackup.health;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoreUsage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Guesses what the next backup will add to a store. */
final class NextBackup {

    private static final int LOOKED_AT = 5;

    private NextBackup() {}

    /**
     * As many bytes as the largest of the last backups added, and a margin. Empty as long as there is only one, for the
     * oldest brings everything and says nothing of growth.
     *
     * @param margin in percent
     */
    static OptionalLong bytes(StoreUsage usage, int margin) {
        List<Long> newestFirst = usage.added().entrySet().stream()
                .sorted(Map.Entry.<BackupId, Long>comparingByKey(Comparator.reverseOrder()))
                .map(Map.Entry::getValue)
                .toList();
        if (newestFirst.size() < 2) {
            return OptionalLong.empty();
        }
        long largest = newestFirst.subList(0, newestFirst.size() - 1).stream()
                .limit(LOOKED_AT)
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
        return OptionalLong.of(largest + largest / 100 * margin);
    }
}
