package io.relaybackup.restore;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.restore.RestorePlan.Obstacle;
import io.relaybackup.restore.RestorePlan.ObstacleKind;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through the part of the data directory that a restore reaches and finds what stays in it and what cannot be
 * moved. Used once, by one thread.
 */
final class LiveWalk {

    private final Scope scope;
    private final FileTree live;
    private final Set<TreePath> mountPoints;
    private final Progress progress;
    private final List<Kept> kept = new ArrayList<>();
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final Set<TreePath> staying = new HashSet<>();
    private long keptCount;

    /**
     * Prepares one.
     *
     * @param mountPoints below the data directory, as the system tells
     */
    LiveWalk(Scope scope, FileTree live, Set<TreePath> mountPoints, Progress progress) {
        this.scope = scope;
        this.live = live;
        this.mountPoints = mountPoints;
        this.progress = progress;
    }

    void run() throws IOException {
        Entry top = live.root();
        staying.add(TreePath.ROOT);
        below(top, deviceOf(top, 0));
    }

    private void below(Entry directory, long device) throws IOException {
        progress.checkCancelled();
        try (Listing children = live.list(directory.path())) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                Scope.Reach reach = scope.of(child.path());
                if (reach != Scope.Reach.REPLACED) {
                    stay(child);
                }
                if (reach != Scope.Reach.KEPT && !isMountPoint(child, device) && child.isDirectory()) {
                    below(child, device);
                }
            }
        }
    }

    private void stay(Entry entry) {
        for (TreePath at = entry.path(); staying.add(at); at = at.parent()) {
            // Up to the first that is known to stay.
        }
        if (scope.excludes(entry.path())) {
            list(entry.path(), Kept.Reason.EXCLUDED);
        } else if (Source.isLeftByACopy(entry.path())) {
            list(entry.path(), Kept.Reason.RESERVED);
        }
    }

    private void list(TreePath path, Kept.Reason reason) {
        keptCount++;
        if (kept.size() < RestorePlan.LISTED) {
            kept.add(new Kept(path.percentEncoded(), null, reason));
        }
    }

    private boolean isMountPoint(Entry entry, long device) {
        boolean mounted = mountPoints.contains(entry.path()) || deviceOf(entry, device) != device;
        if (mounted) {
            String what = entry.isDirectory() ? "directory" : "file";
            obstacles.add(new Obstacle(
                    entry.path().percentEncoded(),
                    ObstacleKind.MOUNT_POINT,
                    "is a mounted " + what + ", and nothing can be renamed into or out of its place"));
        }
        return mounted;
    }

    private static long deviceOf(Entry entry, long otherwise) {
        SourceStamp stamp = entry.stamp();
        return stamp == null ? otherwise : stamp.device();
    }

    /** What stays, and the directories that cannot be swapped whole because something in them stays. */
    Set<TreePath> staying() {
        return staying;
    }

    long keptCount() {
        return keptCount;
    }

    List<Kept> kept() {
        return kept;
    }

    List<Obstacle> obstacles() {
        return obstacles;
    }
}
