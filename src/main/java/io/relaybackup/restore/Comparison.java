package io.relaybackup.restore;

import java.util.List;

/**
 * What the comparison of a restored directory with its backup found.
 *
 * @param count of all deviations
 * @param deviations the first of them, at most {@value #LISTED}
 * @param warningCount how often the file system did not take an owner, a time or the like, which is no deviation
 * @param warnings the first of those, at most {@value #LISTED}
 */
public record Comparison(long count, List<Deviation> deviations, long warningCount, List<Deviation> warnings) {

    /** How many are listed. */
    public static final int LISTED = 100;

    public Comparison {
        deviations = List.copyOf(deviations);
        warnings = List.copyOf(warnings);
    }
}
