package io.relaybackup.restore;

import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.problem.Problem;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a request means for a backup: which components of it are replaced, and how far.
 *
 * @param components names of those that are replaced, wholly or in part
 * @param kept components that one might expect to be replaced and that are not
 */
record Selection(Scope scope, List<String> components, List<Kept> kept) {

    Selection {
        components = List.copyOf(components);
        kept = List.copyOf(kept);
    }

    /**
     * Makes the selection.
     *
     * @throws io.relaybackup.problem.ProblemException a 422 for a component that is unknown, a 404 for a path that the
     *     backup does not have, a 409 for what it has not whole
     */
    static Selection of(RestoreRequest request, Parts parts, FileTree tree, Source source) throws IOException {
        if (request.paths() != null) {
            return byPath(request.treePaths(), parts, tree);
        }
        Set<String> names = request.componentNames();
        return names.isEmpty() ? whole(parts, source) : byComponent(names, parts);
    }

    private static Selection whole(Parts parts, Source source) {
        List<Region> regions =
                parts.all().stream().filter(Part::isWhole).map(Part::region).toList();
        if (regions.isEmpty()) {
            throw Problem.conflict("nothing-to-restore", "The backup has not one component whole.")
                    .asException();
        }
        List<Kept> kept = new ArrayList<>();
        for (Part part : parts.all()) {
            if (!part.isWhole()) {
                kept.add(new Kept(null, part.component(), reason(part.status())));
            }
        }
        for (String name : source.componentNames()) {
            if (parts.find(name).isEmpty()) {
                kept.add(new Kept(null, name, Kept.Reason.NOT_IN_BACKUP));
            }
        }
        return new Selection(new Scope(regions, List.of()), parts.wholeNames(), kept);
    }

    private static Kept.Reason reason(ComponentStatus status) {
        return status == ComponentStatus.SKIPPED ? Kept.Reason.COMPONENT_SKIPPED : Kept.Reason.COMPONENT_FAILED;
    }

    private static Selection byComponent(Set<String> names, Parts parts) {
        List<Region> regions = new ArrayList<>();
        for (String name : names) {
            Part part = parts.find(name)
                    .orElseThrow(() -> RestoreRequest.refusal(
                            "components",
                            "'" + name + "' is not in this backup; it has "
                                    + parts.all().stream().map(Part::component).toList()));
            requireWhole(part, parts);
            regions.add(part.region());
        }
        return new Selection(new Scope(regions, List.of()), List.copyOf(names), List.of());
    }

    private static void requireWhole(Part part, Parts parts) {
        if (part.isWhole()) {
            return;
        }
        String why = part.status() == ComponentStatus.SKIPPED
                ? "was not there when the backup was made"
                : "is not whole in this backup";
        throw Problem.conflict(
                        "component-not-restorable",
                        "The component '" + part.component() + "' " + why + "; there are " + parts.wholeNames() + ".")
                .withComponent(part.component())
                .asException();
    }

    private static Selection byPath(List<TreePath> paths, Parts parts, FileTree tree) throws IOException {
        List<Region> regions = new ArrayList<>();
        for (Part part : parts.all()) {
            if (part.isWhole()) {
                regions.add(part.region());
            }
        }
        List<Kept> kept = new ArrayList<>();
        List<String> components = new ArrayList<>();
        for (TreePath path : paths) {
            Entry entry = tree.find(path);
            if (entry == null || Source.isReserved(path)) {
                throw Problem.notFound("path-not-found", "The backup does not have '" + path + "'.")
                        .withPath(path.percentEncoded())
                        .asException();
            }
            addPart(path, entry, parts, regions, components);
            addBelow(path, parts, kept, components);
        }
        Scope scope = new Scope(regions, paths);
        for (TreePath path : paths) {
            if (scope.ofAny(path) == Scope.Reach.KEPT) {
                throw Problem.conflict("path-not-restorable", "No component of the backup has '" + path + "'.")
                        .withPath(path.percentEncoded())
                        .asException();
            }
        }
        return new Selection(scope, components.stream().distinct().toList(), kept);
    }

    /** Of a component that failed, a file is whole all the same; of a directory, files may lack. */
    private static void addPart(
            TreePath path, Entry entry, Parts parts, List<Region> regions, List<String> components) {
        Part part = parts.of(path).orElse(null);
        if (part == null) {
            return;
        }
        if (!part.isWhole()) {
            if (entry.isDirectory()) {
                requireWhole(part, parts);
            }
            regions.add(Region.of(path));
        }
        components.add(part.component());
    }

    private static void addBelow(TreePath path, Parts parts, List<Kept> kept, List<String> components) {
        for (Part part : parts.all()) {
            boolean below = part.region().paths().stream().anyMatch(p -> p.startsWith(path) && !p.equals(path));
            if (below && part.isWhole()) {
                components.add(part.component());
            } else if (below) {
                kept.add(new Kept(null, part.component(), reason(part.status())));
            }
        }
    }
}
