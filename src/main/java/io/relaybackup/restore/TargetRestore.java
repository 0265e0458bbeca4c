package io.relaybackup.restore;

import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Carries out a planned restore into a target: aside first, in a folder of the allowed target above it, then by one
 * rename. Until that nothing is at the target.
 */
final class TargetRestore {

    /** What the kernel says when a directory is to take the place of anything but an empty one. */
    private static final Set<String> IN_THE_WAY = Set.of("ENOTEMPTY", "EEXIST", "ENOTDIR");

    private final Stage stage;
    private final SwapFiles files;

    TargetRestore(Stage stage, SwapFiles files) {
        this.stage = stage;
        this.files = files;
    }

    /** Restores; when it throws, the target is as it was. */
    void run(PlannedRestore plan, FileTree wanted, Consumer<TreeProblem> notices, OperationContext context)
            throws IOException {
        Path target = plan.destination().root().path();
        try (TargetFolder folder =
                TargetFolder.make(plan.destination().staging(), context.id().value(), files)) {
            Path staged = folder.content();
            context.phase("stage");
            stage.write(wanted, staged, notices, context);
            context.phase("check");
            stage.check(wanted, staged, context);
            context.phase("sync");
            stage.force(staged);
            context.checkCancelled();
            context.phase("swap");
            move(staged, plan.destination());
            DirectoryMetadata top = DirectoryMetadata.of(wanted.root().metadata());
            files.apply(target, top);
            if (top.isOpen()) {
                files.force(target);
            }
        }
    }

    private void move(Path staged, Destination destination) throws IOException {
        Path target = destination.root().path();
        Path parent = destination.parent();
        if (!parent.toRealPath().equals(parent)) {
            throw Problem.conflict("target-changed", "The target's parent became another directory meanwhile.")
                    .asException();
        }
        try {
            // An empty directory gives way, anything else does not.
            files.replace(staged, target);
        } catch (FileSystemException e) {
            if (!IN_THE_WAY.contains(ErrorCode.of(e))) {
                throw e;
            }
            throw Problem.conflict("target-not-empty", "Somebody put something into the target meanwhile.")
                    .withCode(ErrorCode.of(e))
                    .asException(e);
        }
        files.force(parent);
    }
}
