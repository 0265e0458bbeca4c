package io.relaybackup.retention;

import io.relaybackup.problem.Problem;
import java.util.List;

/** What a run of retention did: the result of its operation. */
public record RetentionReport(List<StoreReport> stores) {

    public RetentionReport {
        stores = List.copyOf(stores);
    }

    /**
     * One store's part.
     *
     * @param removed ids, oldest first
     * @param inUse ids of those that should go and were in use
     * @param failures why others that should go are still there, or why the store could not be looked at
     */
    public record StoreReport(String store, List<String> removed, List<String> inUse, List<Problem> failures) {

        public StoreReport {
            removed = List.copyOf(removed);
            inUse = List.copyOf(inUse);
            failures = List.copyOf(failures);
        }
    }

    List<Problem> failures() {
        return stores.stream().flatMap(s -> s.failures().stream()).toList();
    }

    int removals() {
        return stores.stream().mapToInt(s -> s.removed().size()).sum();
    }
}
