package io.relaybackup.source;

import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A named part of the data directory.
 *
 * @param paths relative to the data directory; empty for the one component that takes what no other claims
 * @param required whether a backup without it is incomplete
 * @param excludes what is left out of it
 * @param appendOnly files that only ever grow by whole lines
 */
public record Component(
        String name,
        String description,
        List<TreePath> paths,
        boolean required,
        List<Glob> excludes,
        List<Glob> appendOnly) {

    public static final String ADDITIONAL = "additional-data";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public Component {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a component's name has 1 to 63 of the characters a-z 0-9 -: " + name);
        }
        paths = List.copyOf(paths);
        excludes = List.copyOf(excludes);
        appendOnly = List.copyOf(appendOnly);
    }

    /** Whether this is the component that takes what no other claims. */
    public boolean isAdditional() {
        return paths.isEmpty();
    }
}
