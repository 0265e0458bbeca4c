package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.problem.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What no store can tell: backups in the making, and copies that could not be made since the service started. */
final class RunningBackups {

    private static final int REMEMBERED = 1000;

    private final Map<BackupId, Backup> running = new ConcurrentHashMap<>();

    private final Map<String, Problem> failedCopies = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Problem> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** False when there is one with this id already. */
    boolean started(BackupId id, Backup backup) {
        return running.putIfAbsent(id, backup) == null;
    }

    void update(BackupId id, Backup backup) {
        running.replace(id, backup);
    }

    void finished(BackupId id) {
        running.remove(id);
    }

    Optional<Backup> find(BackupId id) {
        return Optional.ofNullable(running.get(id));
    }

    Collection<Backup> all() {
        return List.copyOf(running.values());
    }

    synchronized void copyFailed(String id, String store, Problem problem) {
        failedCopies.put(id + " " + store, problem);
    }

    synchronized @Nullable Problem failureOf(String id, String store) {
        return failedCopies.get(id + " " + store);
    }
}
