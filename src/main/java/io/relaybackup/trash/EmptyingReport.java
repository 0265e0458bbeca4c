package io.relaybackup.trash;

import io.relaybackup.problem.Problem;
import java.util.List;
import java.util.stream.Stream;

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

    EmptyingReport plus(EmptyingReport next) {
        return new EmptyingReport(store, joined(freed, next.freed()), joined(failures, next.failures()));
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
