package io.relaybackup.restore;

import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes out the components of a backup that this service did not make: its manifest names them and where their copies
 * lay, and all else is at the top of its content.
 *
 * <p>Nothing tells what such a backup left out. So only names at its top that it has are replaced; what the data
 * directory has beside them stays.
 */
final class ExternalParts {

    private final FileTree tree;
    private final Source source;
    private final List<Part> parts = new ArrayList<>();

    ExternalParts(FileTree tree, Source source) {
        this.tree = tree;
        this.source = source;
    }

    Parts read(Manifest manifest) throws IOException {
        Set<TreePath> rest = top();
        for (Manifest.ComponentResult result : manifest.results()) {
            if (!result.name().equals(Component.ADDITIONAL)) {
                TreePath path = placeOf(result, rest);
                add(result.name(), result.status(), path);
                if (path != null) {
                    rest.remove(path);
                }
            }
        }
        for (TreePath path : List.copyOf(rest)) {
            Component component = source.componentOf(path);
            if (component.paths().contains(path) && isUnknown(component.name())) {
                add(component.name(), ComponentStatus.SUCCESS, path);
                rest.remove(path);
            }
        }
        if (!rest.isEmpty()) {
            Region region = new Region(List.copyOf(rest), List.of(), List.of());
            parts.add(new Part(Component.ADDITIONAL, ComponentStatus.SUCCESS, region));
        }
        return new Parts(parts);
    }

    private Set<TreePath> top() throws IOException {
        Set<TreePath> top = new TreeSet<>();
        try (Listing listing = tree.list(TreePath.ROOT)) {
            for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                if (!Source.isReserved(entry.path())) {
                    top.add(entry.path());
                }
            }
        }
        return top;
    }

    private boolean isUnknown(String name) {
        return parts.stream().noneMatch(p -> p.component().equals(name));
    }

    /** A component that the manifest says is there and that is not is never restored: everything of it would go. */
    private void add(String name, ComponentStatus status, @Nullable TreePath path) {
        if (path == null) {
            ComponentStatus seen = status == ComponentStatus.SUCCESS ? ComponentStatus.FAILED : status;
            parts.add(new Part(name, seen, configured(name)));
            return;
        }
        parts.add(new Part(name, status, Region.of(path)));
    }

    private Region configured(String name) {
        List<TreePath> paths = source.component(name).map(Component::paths).orElse(List.of());
        // Nothing is known of its place; the reserved folder covers nothing that is ever looked at.
        return paths.isEmpty() ? Region.of(TreePath.of(Source.RESERVED)) : new Region(paths, List.of(), List.of());
    }

    /** The last name of the copy's path, or the component's path by configuration: whichever the backup has. */
    private @Nullable TreePath placeOf(Manifest.ComponentResult result, Set<TreePath> top) {
        TreePath named = lastName(result.path());
        if (named != null && top.contains(named)) {
            return named;
        }
        return source.component(result.name()).stream()
                .flatMap(c -> c.paths().stream())
                .filter(top::contains)
                .findFirst()
                .orElse(null);
    }

    /** Null where the text, which is somebody else's, names nothing. */
    private static @Nullable TreePath lastName(String path) {
        try {
            return TreePath.of(path.substring(path.lastIndexOf('/') + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
