package io.relaybackup.source;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Captures some components of the source, each by its own globs, and never what restores keep in it. */
public final class ComponentRules implements CaptureRules {

    private final Source source;
    private final Set<Component> wanted;
    private final List<TreePath> paths;

    public ComponentRules(Source source, Collection<Component> wanted) {
        this.source = source;
        this.wanted = Set.copyOf(wanted);
        this.paths = wanted.stream().flatMap(c -> c.paths().stream()).toList();
    }

    @Override
    public Treatment of(TreePath path) {
        if (Source.isHidden(path)) {
            return Treatment.EXCLUDED;
        }
        if (Source.isLeftByACopy(path)) {
            return Treatment.RESERVED;
        }
        Component component = source.componentOf(path);
        if (!wanted.contains(component)) {
            return leadsToOneWanted(path) ? Treatment.INCLUDED : Treatment.EXCLUDED;
        }
        if (matches(component.excludes(), path) && !leadsToOneWanted(path)) {
            return Treatment.EXCLUDED;
        }
        return matches(component.appendOnly(), path) ? Treatment.APPEND_ONLY : Treatment.INCLUDED;
    }

    private boolean leadsToOneWanted(TreePath path) {
        for (TreePath below : paths) {
            if (below.startsWith(path) && !below.equals(path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<Glob> globs, TreePath path) {
        for (Glob glob : globs) {
            if (glob.matches(path)) {
                return true;
            }
        }
        return false;
    }
}
