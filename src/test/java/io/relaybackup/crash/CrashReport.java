package io.relaybackup.crash;

import java.util.List;

/**
 * What a trial found.
 *
 * @param points moments at which the power was cut
 * @param disks that differ, or after which more was promised
 * @param tried how many of them the product was started on
 * @param failures in words, at most as many as the trial was to look for
 */
public record CrashReport(String operation, int points, long disks, int tried, long seed, List<String> failures) {

    public CrashReport {
        failures = List.copyOf(failures);
    }

    /** One line of a table. */
    public String line() {
        return "| %s | %d | %d | %d | %s |".formatted(operation, points, disks, tried, result());
    }

    private String result() {
        if (operation.startsWith("mutation: ")) {
            return failures.isEmpty() ? "NOT NOTICED" : "noticed";
        }
        return failures.isEmpty() ? "passed" : "FAILED";
    }
}
