package io.relaybackup.restore;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.restore.RestorePlan.Obstacle;
import io.relaybackup.restore.RestorePlan.ObstacleKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the topmost entries that can be swapped whole: it goes down only where something stays. Used once, by one
 * thread.
 */
final class UnitFinder {

    private final Scope scope;
    private final FileTree live;
    private final Made made;
    private final FileTree backup;
    private final Set<TreePath> staying;
    private final List<Unit> units = new ArrayList<>();
    private final TreeMap<TreePath, TouchedDirectory> directories = new TreeMap<>();
    private final List<Obstacle> obstacles = new ArrayList<>();

    /** Whether the data directory is there or will be made. */
    enum Made {
        ALREADY,
        BY_THE_RESTORE
    }

    UnitFinder(Scope scope, FileTree live, Made made, FileTree backup, Set<TreePath> staying) {
        this.scope = scope;
        this.live = live;
        this.made = made;
        this.backup = backup;
        this.staying = staying;
    }

    void run() throws IOException {
        Entry top = live.root();
        Entry backupTop = backup.root();
        if (made == Made.BY_THE_RESTORE) {
            // There is nothing but the backup to say what it shall be like.
            DirectoryMetadata after = DirectoryMetadata.of(backupTop.metadata());
            directories.put(TreePath.ROOT, new TouchedDirectory(TreePath.ROOT, null, after));
        } else {
            touch(top, scope.includesRoot() ? backupTop : null);
        }
        in(top, backupTop);
    }

    private void in(@Nullable Entry liveEntry, @Nullable Entry backupEntry) throws IOException {
        try (EntryPairs pairs = EntryPairs.below(live, liveEntry, backup, backupEntry)) {
            for (EntryPairs.Pair pair = pairs.next(); pair != null; pair = pairs.next()) {
                switch (scope.of(pair.path())) {
                    case KEPT -> {
                        // Whatever it is, it stays where it is.
                    }
                    case LEADS -> lead(pair);
                    case REPLACED -> replace(pair);
                }
            }
        }
    }

    private void lead(EntryPairs.Pair pair) throws IOException {
        Entry entry = pair.live();
        Entry from = pair.backup();
        if (entry != null && entry.isDirectory()) {
            touch(entry, null);
            in(entry, from);
            return;
        }
        if (from == null || !from.isDirectory() || !hasReplaced(from)) {
            return;
        }
        if (entry == null) {
            unit(pair);
            return;
        }
        obstacles.add(new Obstacle(
                entry.path().percentEncoded(),
                ObstacleKind.IN_THE_WAY,
                "is no directory and stays, but something below it would be restored"));
    }

    /** Whether a directory of the backup that is only on the way leads anywhere. */
    private boolean hasReplaced(Entry directory) throws IOException {
        try (EntryPairs pairs = EntryPairs.below(live, null, backup, directory)) {
            for (EntryPairs.Pair pair = pairs.next(); pair != null; pair = pairs.next()) {
                Scope.Reach reach = scope.of(pair.path());
                Entry entry = pair.backup();
                if (reach == Scope.Reach.REPLACED
                        || reach == Scope.Reach.LEADS && entry != null && entry.isDirectory() && hasReplaced(entry)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void replace(EntryPairs.Pair pair) throws IOException {
        Entry entry = pair.live();
        Entry from = pair.backup();
        if (entry == null || !entry.isDirectory() || !staying.contains(entry.path())) {
            unit(pair);
            return;
        }
        if (from != null && !from.isDirectory()) {
            obstacles.add(new Obstacle(
                    entry.path().percentEncoded(),
                    ObstacleKind.IN_THE_WAY,
                    "holds something that stays, but the backup has no directory there"));
            return;
        }
        touch(entry, from);
        in(entry, from);
    }

    private void unit(EntryPairs.Pair pair) {
        units.add(new Unit(pair.path(), pair.live() != null, pair.backup() != null));
        DirectoryMetadata before = metadata(pair.isLiveDirectory() ? pair.live() : null);
        DirectoryMetadata after = metadata(pair.isBackupDirectory() ? pair.backup() : null);
        if (before != null && !before.isOpen() || after != null && !after.isOpen()) {
            directories.put(pair.path(), new TouchedDirectory(pair.path(), before, after));
        }
    }

    /**
     * A directory that stays. Where the backup does not say otherwise, it shall be as it was once it is closed again.
     */
    private void touch(Entry directory, @Nullable Entry from) {
        DirectoryMetadata before = DirectoryMetadata.of(directory.metadata());
        DirectoryMetadata after = from != null ? metadata(from) : before.isOpen() ? null : before;
        directories.put(directory.path(), new TouchedDirectory(directory.path(), before, after));
    }

    private static @Nullable DirectoryMetadata metadata(@Nullable Entry directory) {
        return directory == null ? null : DirectoryMetadata.of(directory.metadata());
    }

    /** What to swap, and the directories whose metadata that changes; others that were gone through are left out. */
    SwapPlan plan() {
        Set<TreePath> concerned = new HashSet<>();
        for (Unit unit : units) {
            concerned.add(unit.path());
            concerned.add(unit.path().parent());
        }
        directories.values().removeIf(d -> d.after() == null && !concerned.contains(d.path()));
        return new SwapPlan(units, List.copyOf(directories.values()));
    }

    List<Obstacle> obstacles() {
        return obstacles;
    }
}
