package io.relaybackup.trash;

import io.relaybackup.problem.Problem;
import java.util.List;

/**
 * What emptying a store's trash did: the result of its operation.
 *
 * @param freed ids, in the order in which they went
 * @param failures why others are still there
 */
public record EmptyingReport(String store, List<String> freed, List<Problem> failures) {

    public EmptyingReport {
        freed = List.copyOf(freed);
        failures = List.copyOf(failures);
    }
}
