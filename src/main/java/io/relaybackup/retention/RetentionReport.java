package io.relaybackup.retention;

import io.relaybackup.problem.Problem;
import io.relaybackup.trash.EmptyingReport;
import java.util.ArrayList;
import java.util.List;

/** What a run of retention did: the result of its operation. */
public record RetentionReport(List<StoreReport> stores) {

    public RetentionReport {
        stores = List.copyOf(stores);
    }

    /**
     * One store's part.
     *
     * @param removed ids, oldest first; they are in the trash now, if there is one
     * @param inUse ids of those that should go and were in use
     * @param purged ids of those that left the trash
     * @param failures why others that should go are still there, or why the store could not be looked at
     */
    public record StoreReport(
            String store, List<String> removed, List<String> inUse, List<String> purged, List<Problem> failures) {

        public StoreReport {
            removed = List.copyOf(removed);
            inUse = List.copyOf(inUse);
            purged = List.copyOf(purged);
            failures = List.copyOf(failures);
        }

        /** With what was done to the trash. */
        StoreReport plus(EmptyingReport emptying) {
            List<Problem> all = new ArrayList<>(failures);
            all.addAll(emptying.failures());
            return new StoreReport(store, removed, inUse, emptying.freed(), all);
        }
    }

    List<Problem> failures() {
        return stores.stream().flatMap(s -> s.failures().stream()).toList();
    }

    int removals() {
        return stores.stream().mapToInt(s -> s.removed().size()).sum();
    }
}
