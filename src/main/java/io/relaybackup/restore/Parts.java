package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The components of a backup, as its manifest and, where that says too little, its content tell. */
record Parts(List<Part> all) {

    Parts {
        all = List.copyOf(all);
    }

    /**
     * Reads them.
     *
     * @throws CorruptBackupException when the manifest makes no sense
     */
    static Parts of(StoredBackup backup, FileTree tree, Source source) throws IOException {
        // Also where it was copied from one store to another, and has checksums by now.
        if (backup.status() == BackupStatus.EXTERNAL) {
            return new ExternalParts(tree, source).read(backup.manifest());
        }
        List<Part> parts = new ArrayList<>();
        for (Manifest.ComponentResult result : backup.manifest().results()) {
            try {
                parts.add(new Part(result.name(), result.status(), region(result, tree, source)));
            } catch (IllegalArgumentException e) {
                throw new CorruptBackupException(
                        "the manifest of " + backup.id() + " makes no sense of the component " + result.name() + ": "
                                + e.getMessage(),
                        e);
            }
        }
        return new Parts(parts);
    }

    private static Region region(Manifest.ComponentResult result, FileTree tree, Source source) throws IOException {
        List<Glob> excludes = result.excludes().stream().map(Glob::of).toList();
        if (!result.paths().isEmpty()) {
            return new Region(paths(result.paths()), List.of(), excludes);
        }
        List<TreePath> claimed = new ArrayList<>(paths(result.claimed()));
        claimed.addAll(claimedSince(claimed, tree, source));
        return new Region(List.of(), claimed, excludes);
    }

    /**
     * What components claim that were configured after the backup was made. Where the backup has it, it belonged to the
     * additional data then; where it has not, nobody asked to remove it.
     */
    private static List<TreePath> claimedSince(List<TreePath> claimed, FileTree tree, Source source)
            throws IOException {
        List<TreePath> since = new ArrayList<>();
        for (TreePath path :
                source.components().stream().flatMap(c -> c.paths().stream()).toList()) {
            if (!claimed.contains(path) && tree.find(path) == null) {
                since.add(path);
            }
        }
        return since;
    }

    private static List<TreePath> paths(List<String> encoded) {
        List<TreePath> paths = encoded.stream().map(TreePath::percentDecoded).toList();
        if (paths.contains(TreePath.ROOT)) {
            throw new IllegalArgumentException("a component's path must not be empty");
        }
        return paths;
    }

    Optional<Part> find(String component) {
        return all.stream().filter(p -> p.component().equals(component)).findFirst();
    }

    /** The one that a path belongs to. */
    Optional<Part> of(TreePath path) {
        return all.stream().filter(p -> p.region().covers(path)).findFirst();
    }

    /** Names of those that may be restored. */
    List<String> wholeNames() {
        return all.stream().filter(Part::isWhole).map(Part::component).toList();
    }
}
