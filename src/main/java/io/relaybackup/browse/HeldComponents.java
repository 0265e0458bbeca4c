package io.relaybackup.browse;

import io.relaybackup.backup.Backup;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which components a state of the source holds whole, and which path belongs to which: as the manifest says, or as the
 * configuration says of the live source. A backup that is external says nothing and holds everything.
 */
final class HeldComponents {

    private final Map<String, List<TreePath>> pathsByName;
    private final @Nullable String additional;
    private final boolean everything;

    private HeldComponents(Map<String, List<TreePath>> pathsByName, @Nullable String additional, boolean everything) {
        this.pathsByName = pathsByName;
        this.additional = additional;
        this.everything = everything;
    }

    static HeldComponents of(Backup backup) {
        Map<String, List<TreePath>> paths = new LinkedHashMap<>();
        String additional = null;
        for (ComponentResult result : backup.results()) {
            if (result.status() == ComponentStatus.SUCCESS) {
                paths.put(
                        result.name(),
                        result.paths().stream().map(TreePath::percentDecoded).toList());
                additional = result.paths().isEmpty() ? result.name() : additional;
            }
        }
        return new HeldComponents(paths, additional, backup.components().isEmpty());
    }

    static HeldComponents of(Source source) {
        Map<String, List<TreePath>> paths = new LinkedHashMap<>();
        source.components().forEach(c -> paths.put(c.name(), c.paths()));
        return new HeldComponents(paths, Component.ADDITIONAL, false);
    }

    boolean holdsEverything() {
        return everything;
    }

    Set<String> names() {
        return new TreeSet<>(pathsByName.keySet());
    }

    /** Whether a path belongs to one of the named components, or leads to one. */
    boolean isIn(Set<String> names, TreePath path) {
        for (Map.Entry<String, List<TreePath>> each : pathsByName.entrySet()) {
            for (TreePath own : each.getValue()) {
                if (path.startsWith(own)) {
                    return names.contains(each.getKey());
                }
                if (own.startsWith(path) && names.contains(each.getKey())) {
                    return true;
                }
            }
        }
        return additional != null && names.contains(additional);
    }
}
