package io.relaybackup.operation;

import io.relaybackup.engine.store.BackupId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations that have ended: the history, and in memory the last of those that it could not take. */
final class PastOperations {

    private static final int REMEMBERED = 1000;

    private static final Comparator<Operation> NEWEST_FIRST =
            Comparator.comparing(Operation::id).reversed();

    private final OperationHistory history;

    private final Map<OperationId, Operation> unrecorded = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<OperationId, Operation> eldest) {
            return size() > REMEMBERED;
        }
    };

    PastOperations(OperationHistory history) {
        this.history = history;
    }

    void add(Operation ended) {
        boolean saved = history.save(ended);
        synchronized (unrecorded) {
            if (saved) {
                unrecorded.remove(ended.id());
            } else {
                unrecorded.put(ended.id(), ended);
            }
        }
    }

    /** Offers the history again what it could not take. */
    void retry() {
        List<Operation> again = remembered(operation -> true);
        for (Operation ended : again) {
            if (!history.save(ended)) {
                return;
            }
            synchronized (unrecorded) {
                unrecorded.remove(ended.id(), ended);
            }
        }
    }

    Optional<Operation> find(OperationId id) {
        synchronized (unrecorded) {
            Operation remembered = unrecorded.get(id);
            if (remembered != null) {
                return Optional.of(remembered);
            }
        }
        return history.find(id);
    }

    /** Those about a backup, newest first. */
    List<Operation> about(BackupId backup) {
        return merge(remembered(operation -> backup.value().equals(operation.backup())), history.about(backup))
                .toList();
    }

    /** Newest first; see {@link OperationHistory#list}. */
    List<Operation> list(
            @Nullable OperationType type, @Nullable OperationStatus status, int limit, @Nullable OperationId before) {
        return merge(remembered(filter(type, status, before)), history.list(type, status, limit, before))
                .limit(limit)
                .toList();
    }

    static Predicate<Operation> filter(
            @Nullable OperationType type, @Nullable OperationStatus status, @Nullable OperationId before) {
        return operation -> (type == null || type == operation.type())
                && (status == null || status == operation.status())
                && (before == null || operation.id().compareTo(before) < 0);
    }

    /** All of them, newest first; of two with one id the one in the first list. */
    static Stream<Operation> merge(List<Operation> first, List<Operation> second) {
        Map<OperationId, Operation> byId = new LinkedHashMap<>();
        first.forEach(operation -> byId.put(operation.id(), operation));
        second.forEach(operation -> byId.putIfAbsent(operation.id(), operation));
        return byId.values().stream().sorted(NEWEST_FIRST);
    }

    private List<Operation> remembered(Predicate<Operation> wanted) {
        synchronized (unrecorded) {
            return unrecorded.values().stream().filter(wanted).toList();
        }
    }

    void prune(int count, Instant oldest) {
        history.prune(count, oldest);
    }

    /** Forgets all; returns how many there were. */
    int clear() {
        synchronized (unrecorded) {
            int forgotten = unrecorded.size() + history.clear();
            unrecorded.clear();
            return forgotten;
        }
    }
}
