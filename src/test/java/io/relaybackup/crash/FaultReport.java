package io.relaybackup.crash;

import java.util.List;
import java.util.Map;

/**
 * What a trial with faults found.
 *
 * @param calls of one run at which each fault can come
 * @param tried how often each was tried
 * @param failures in words, at most as many as the trial was to look for
 */
public record FaultReport(
        String operation, Map<Fault, Integer> calls, Map<Fault, Integer> tried, List<String> failures) {

    public FaultReport {
        calls = Map.copyOf(calls);
        tried = Map.copyOf(tried);
        failures = List.copyOf(failures);
    }

    /** One line of a table: the calls of a run, and how often each fault was tried. */
    public String line() {
        StringBuilder line = new StringBuilder("| ").append(operation).append(" | ");
        line.append(calls.getOrDefault(Fault.EIO, 0)).append(" |");
        for (Fault fault : Fault.values()) {
            line.append(' ').append(tried.getOrDefault(fault, 0)).append(" |");
        }
        return line.append(failures.isEmpty() ? " passed |" : " FAILED |").toString();
    }
}
