package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a planned restore of the data directory: aside first, then all at once. Until the journal is written it
 * can be cancelled, and nothing but the reserved folder has been touched; from then on it goes through.
 */
final class InPlaceRestore {

    private static final Logger log = LoggerFactory.getLogger(InPlaceRestore.class);

    private final Stage stage;
    private final SwapFiles files;
    private final RestoreRecovery recovery;
    private final Clock clock;

    InPlaceRestore(Stage stage, SwapFiles files, RestoreRecovery recovery, Clock clock) {
        this.stage = stage;
        this.files = files;
        this.recovery = recovery;
        this.clock = clock;
    }

    /**
     * Restores. When this returns, the data directory is wholly new, and the journal says so until recovery
     * {@linkplain RestoreRecovery#forget forgets} it; when it throws, the data directory is as it was, but for
     * {@link UnfinishedSwapException}.
     *
     * @param wanted what of the copy is to be there
     * @param notices told of metadata that the file system did not take
     */
    void run(
            PlannedRestore plan,
            FileTree wanted,
            SourceGuard guard,
            Consumer<TreeProblem> notices,
            OperationContext context)
            throws IOException {
        try (ReservedFolder folder = recovery.begin()) {
            RestoreJournal done = run(plan, wanted, guard, notices, context, folder);
            try {
                context.phase("clean up");
                folder.tidy(done);
            } catch (IOException e) {
                log.warn("What a restore replaced could not be removed yet", e);
                context.log("What was replaced could not be removed yet; the next start will do it.");
            }
        }
    }

    private RestoreJournal run(
            PlannedRestore plan,
            FileTree wanted,
            SourceGuard guard,
            Consumer<TreeProblem> notices,
            OperationContext context,
            ReservedFolder folder)
            throws IOException {
        try {
            prepare(plan, wanted, folder.workspace(), notices, context);
            context.phase("compare");
            check(plan.swap(), folder.workspace(), guard);
            context.checkCancelled();
            context.phase("swap");
            BackupId backup = new BackupId(plan.answer().backup());
            RestoreJournal journal = RestoreJournal.swapping(context.id(), backup, clock.instant(), plan.swap());
            return new JournaledSwap(folder.workspace(), files).run(journal);
        } catch (UnfinishedSwapException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            discard(folder, e);
            throw e;
        }
    }

    private static void discard(ReservedFolder folder, Throwable cause) {
        try {
            folder.discard();
        } catch (IOException e) {
            // The next start or restore removes it.
            cause.addSuppressed(e);
        }
    }

    private void prepare(
            PlannedRestore plan,
            FileTree wanted,
            Workspace workspace,
            Consumer<TreeProblem> notices,
            OperationContext context)
            throws IOException {
        Path staging = workspace.staging().path();
        context.phase("stage");
        stage.write(wanted, staging, notices, context);
        context.phase("check");
        stage.check(wanted, staging, context);
        context.phase("sync");
        openStaged(plan.swap(), workspace);
        stage.force(staging);
    }

    /** What lies in a directory that its owner may not write, or is one, could not be moved out. */
    private void openStaged(SwapPlan swap, Workspace workspace) throws IOException {
        Set<TreePath> concerned = new TreeSet<>();
        for (Unit unit : swap.units()) {
            if (unit.installs()) {
                concerned.add(unit.path());
                for (TreePath above = unit.path().parent(); !above.isRoot(); above = above.parent()) {
                    concerned.add(above);
                }
            }
        }
        for (TreePath path : concerned) {
            Path staged = workspace.staged(path);
            if (files.isDirectory(staged)) {
                DirectoryMetadata metadata = DirectoryMetadata.read(staged);
                if (!metadata.isOpen()) {
                    files.apply(staged, metadata.opened());
                }
            }
        }
    }

    private void check(SwapPlan swap, Workspace workspace, SourceGuard guard) throws IOException {
        TreePath different = guard.firstDifference();
        if (different != null) {
            throw changed(
                    different,
                    "is not as it was saved, or was not saved at all, and would be lost. Stop the application and try"
                            + " again, or send \"force\": true");
        }
        TreePath unplanned = firstUnplanned(swap, workspace);
        if (unplanned != null) {
            throw changed(unplanned, "came or went while the restore was prepared. Try again");
        }
    }

    private @Nullable TreePath firstUnplanned(SwapPlan swap, Workspace workspace) throws IOException {
        for (Unit unit : swap.units()) {
            if (files.exists(workspace.data().at(unit.path())) != unit.replaces()) {
                return unit.path();
            }
        }
        return null;
    }

    private static RuntimeException changed(TreePath path, String how) {
        return Problem.conflict("source-changed", "'" + path + "' " + how + ".")
                .withPath(path.percentEncoded())
                .asException();
    }
}
