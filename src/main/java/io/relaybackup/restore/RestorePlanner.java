package io.relaybackup.restore;

import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.restore.RestorePlan.Obstacle;
import io.relaybackup.restore.RestorePlan.ObstacleKind;
import io.relaybackup.restore.UnitFinder.Made;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Decides what a restore does. Changes nothing and reads no file's content. */
final class RestorePlanner {

    /** What a file system needs besides, and what others write meanwhile: a hundredth, and 16 MiB. */
    private static final long MARGIN = 16L << 20;

    private static final int MARGIN_PART = 100;

    private final Source source;
    private final LiveTrees liveTrees;
    private final MountTable mounts;
    private final FreeSpace space;

    RestorePlanner(Source source, LiveTrees liveTrees, MountTable mounts, FreeSpace space) {
        this.source = source;
        this.liveTrees = liveTrees;
        this.mounts = mounts;
        this.space = space;
    }

    /**
     * Plans.
     *
     * @param safetyBackup whether one is wanted
     * @throws io.relaybackup.problem.ProblemException when the backup cannot give what is asked for
     * @throws IOException when the copy or the destination cannot be read
     */
    PlannedRestore plan(
            RestoreRequest request, BackupCopy copy, Destination destination, boolean safetyBackup, Progress progress)
            throws IOException {
        Parts parts = Parts.of(copy.backup(), copy.tree(), source);
        Selection selection = Selection.of(request, parts, copy.tree(), source);
        if (!destination.isInPlace() || !destination.exists()) {
            return plan(selection, copy, destination, new EmptyTree(), safetyBackup, List.of(), progress);
        }
        ConcurrentLinkedQueue<TreeProblem> problems = new ConcurrentLinkedQueue<>();
        try (FileTree live = liveTrees.open(destination.root().path(), problems::add)) {
            return plan(selection, copy, destination, live, safetyBackup, problems, progress);
        }
    }

    private PlannedRestore plan(
            Selection selection,
            BackupCopy copy,
            Destination destination,
            FileTree live,
            boolean safetyBackup,
            Iterable<TreeProblem> problems,
            Progress progress)
            throws IOException {
        Scope scope = selection.scope();
        LiveWalk walk = new LiveWalk(scope, live, mountPoints(destination), progress);
        walk.run();
        Made made = destination.exists() ? Made.ALREADY : Made.BY_THE_RESTORE;
        UnitFinder finder = new UnitFinder(scope, live, made, copy.tree(), walk.staying());
        finder.run();
        SwapPlan swap = finder.plan();
        Tally tally = new Tally();
        // Equal size, time and mode are taken for equal: it is a forecast, and nobody waits for a look at every byte.
        TreeDiff.between(scope.of(copy.tree()), scope.of(live), ContentComparison.SIZE, tally, progress);

        List<Obstacle> obstacles = new ArrayList<>(walk.obstacles());
        obstacles.addAll(finder.obstacles());
        obstacles.addAll(unreadable(scope, problems));
        List<Kept> kept = new ArrayList<>(selection.kept());
        kept.addAll(walk.kept());
        Set<String> safety = safetyBackup ? safetyComponents(swap) : Set.of();
        RestorePlan answer = new RestorePlan(
                copy.backup().id().value(),
                copy.store(),
                destination.target(),
                copy.unverified(),
                selection.components(),
                tally.added(),
                tally.changed(),
                tally.removed(),
                tally.unchanged(),
                tally.changes(),
                selection.kept().size() + walk.keptCount(),
                capped(kept),
                tally.files(),
                tally.bytes(),
                swap.units().size(),
                capped(swap.units()).stream()
                        .map(u -> u.path().percentEncoded())
                        .toList(),
                withMargin(tally.space()),
                space.at(destination.nearest()),
                !safety.isEmpty(),
                capped(obstacles));
        return new PlannedRestore(answer, scope, destination, swap, safety);
    }

    private Set<TreePath> mountPoints(Destination destination) {
        return destination.isInPlace() ? mounts.below(destination.root().path()) : Set.of();
    }

    private static List<Obstacle> unreadable(Scope scope, Iterable<TreeProblem> problems) {
        List<Obstacle> obstacles = new ArrayList<>();
        for (TreeProblem problem : problems) {
            if (problem.severity() == TreeProblem.Severity.ERROR && scope.ofAny(problem.path()) != Scope.Reach.KEPT) {
                obstacles.add(
                        new Obstacle(problem.path().percentEncoded(), ObstacleKind.UNREADABLE, problem.message()));
            }
        }
        return obstacles;
    }

    /** By the present configuration, because that is what backups are made by. */
    private Set<String> safetyComponents(SwapPlan swap) {
        Set<String> names = new TreeSet<>();
        for (Unit unit : swap.units()) {
            if (unit.replaces()) {
                names.add(source.componentOf(unit.path()).name());
                for (Component component : source.components()) {
                    if (component.paths().stream().anyMatch(p -> p.startsWith(unit.path()))) {
                        names.add(component.name());
                    }
                }
            }
        }
        return names;
    }

    /** With what a file system needs besides. */
    static long withMargin(long bytes) {
        return bytes + bytes / MARGIN_PART + MARGIN;
    }

    private static <T> List<T> capped(List<T> all) {
        return all.size() <= RestorePlan.LISTED ? all : all.subList(0, RestorePlan.LISTED);
    }
}
