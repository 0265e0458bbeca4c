package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Notes.Verification;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this service found when it verified backups. It is kept here, as writing it into a snapshot would give that
 * another id with every look. Safe for many threads.
 */
final class LocalVerifications {

    private final Map<BackupId, Verification> last = new ConcurrentHashMap<>();

    @Nullable
    Verification last(BackupId id) {
        return last.get(id);
    }

    void remember(BackupId id, Verification verification) {
        last.put(id, verification);
    }

    void forget(BackupId id) {
        last.remove(id);
    }
}
