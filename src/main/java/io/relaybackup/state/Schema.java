package io.relaybackup.state;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The tables of one feature, as the steps that made them what they are. A step that was released never changes and only
 * ever adds, and statements name their columns, so that an older service can still use the tables of a newer one.
 *
 * @param feature names the tables' owner
 * @param steps one SQL statement each, in order; how many were applied is the version
 */
public record Schema(String feature, List<String> steps) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,31}");

    public Schema {
        if (!NAME.matcher(feature).matches()) {
            throw new IllegalArgumentException("a schema's feature has 1 to 32 of the characters a-z -: " + feature);
        }
        steps = List.copyOf(steps);
    }
}
