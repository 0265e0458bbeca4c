package io.relaybackup.source;

import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.tree.TreePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The live data directory and how it is divided.
 *
 * @param dataDirectory absolute and normalised; need not exist now
 * @param projectRoot absolute; only named in manifests
 * @param host what backups are grouped by
 * @param components sorted by name, exactly one of them additional
 */
public record Source(Path dataDirectory, Path projectRoot, String host, List<Component> components) {

    /**
     * The folder at the top of the data directory in which a restore stages, keeps its journal and puts aside what it
     * replaces; captures and plans never see it.
     */
    public static final String RESERVED = ".relay-restore";

    private static final TreePath RESTORE_FOLDER = TreePath.of(RESERVED);

    private static final List<TreePath> LEFT_BY_A_COPY =
            List.of(TreePath.of(Manifest.FILE_NAME), TreePath.of(".backup"));

    public Source {
        components = components.stream()
                .sorted(Comparator.comparing(Component::name))
                .toList();
        Set<String> names = new HashSet<>();
        for (Component component : components) {
            if (!names.add(component.name())) {
                throw new IllegalArgumentException("two components are called " + component.name());
            }
        }
        if (components.stream().filter(Component::isAdditional).count() != 1) {
            throw new IllegalArgumentException("exactly one component takes what no other claims");
        }
        refuseOverlaps(components);
    }

    private static void refuseOverlaps(List<Component> components) {
        List<TreePath> seen = new ArrayList<>();
        for (Component component : components) {
            for (TreePath path : component.paths()) {
                for (TreePath other : seen) {
                    if (path.startsWith(other) || other.startsWith(path)) {
                        throw new IllegalArgumentException(
                                "the paths '" + path + "' and '" + other + "' of components overlap");
                    }
                }
                seen.add(path);
            }
        }
    }

    /** Whether a path is, or lies below, a name at the top of the data directory that is no data of the application. */
    public static boolean isReserved(TreePath path) {
        return isHidden(path) || isLeftByACopy(path);
    }

    /** Whether a path is in the folder of restores, which nobody shall see. */
    public static boolean isHidden(TreePath path) {
        return path.startsWith(RESTORE_FOLDER);
    }

    /** Whether a path is what restoring by {@code cp} leaves at the top of the data directory. */
    public static boolean isLeftByACopy(TreePath path) {
        return path.startsWith(LEFT_BY_A_COPY.get(0)) || path.startsWith(LEFT_BY_A_COPY.get(1));
    }

    public Optional<Component> component(String name) {
        return components.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** The component that a path belongs to; every path but the root has one. */
    public Component componentOf(TreePath path) {
        Component additional = components.get(0);
        for (Component component : components) {
            if (component.isAdditional()) {
                additional = component;
            }
            for (TreePath own : component.paths()) {
                if (path.startsWith(own)) {
                    return component;
                }
            }
        }
        return additional;
    }

    public List<String> componentNames() {
        return components.stream().map(Component::name).toList();
    }
}
