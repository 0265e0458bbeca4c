package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores whole backups where nobody lives, as a restore would: the records checked first, every byte checked while it
 * is written, all of it put on stable storage. Never touches the data directory.
 *
 * <p>What a crash leaves in a scratch directory is garbage, which {@link #removeLeftovers} removes.
 */
public final class Rehearsals {

    private static final Logger log = LoggerFactory.getLogger(Rehearsals.class);

    private final Stage stage;
    private final LiveTrees trees;
    private final SwapFiles files;
    private final FreeSpace space;

    Rehearsals(Stage stage, LiveTrees trees, SwapFiles files, FreeSpace space) {
        this.stage = stage;
        this.trees = trees;
        this.files = files;
        this.space = space;
    }

    /**
     * Restores one store's copy.
     *
     * @param scratch a directory that exists; the backup comes into a folder of its own in it
     * @throws ProblemException a 507 that says how much space is needed, before anything is written; the copy's problem
     *     when it is damaged or cannot be read; nothing is left then
     */
    public Rehearsal restore(Store store, BackupId id, Path scratch, OperationContext context) throws IOException {
        long began = System.nanoTime();
        try {
            BackupCopy copy = BackupCopy.open(store, id);
            try {
                return restore(copy, scratch, began, context);
            } catch (IOException | RuntimeException | Error e) {
                closeAfter(e, copy);
                throw e;
            }
        } catch (IOException e) {
            throw explained(e, store.name(), id);
        }
    }

    private Rehearsal restore(BackupCopy copy, Path scratch, long began, OperationContext context) throws IOException {
        context.phase("plan");
        Tally tally = sizeOf(copy.tree(), context);
        removeEarlier(scratch, context);
        requireSpace(tally.space(), scratch);
        context.expect(tally.files(), tally.bytes());
        Deviations deviations = new Deviations();
        TargetFolder folder = TargetFolder.make(scratch, context.id().value(), files);
        try {
            context.phase("restore");
            stage.write(copy.tree(), folder.content(), deviations, context);
            DirectoryMetadata top = DirectoryMetadata.of(copy.tree().root().metadata());
            if (top.isOpen()) {
                files.apply(folder.content(), top);
            }
            context.phase("sync");
            stage.force(folder.content());
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, folder);
            throw e;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new Rehearsal(copy, folder, trees, deviations, tally.files(), tally.bytes(), took);
    }

    /** What an earlier one left counts only where it is in the way: another store's copy, of the same operation. */
    private void removeEarlier(Path scratch, OperationContext context) throws IOException {
        try {
            removeLeftovers(scratch);
        } catch (IOException e) {
            if (files.exists(TargetFolder.place(scratch, context.id().value()))) {
                throw e;
            }
            log.warn("What an earlier drill left in {} could not be removed", scratch, e);
        }
    }

    private static Tally sizeOf(FileTree tree, Progress progress) throws IOException {
        Tally tally = new Tally();
        TreeDiff.between(tree, new EmptyTree(), ContentComparison.SIZE, tally, progress);
        return tally;
    }

    private void requireSpace(long bytes, Path scratch) throws IOException {
        long needed = RestorePlanner.withMargin(bytes);
        long available = space.at(scratch);
        if (needed > available) {
            throw Problem.of(
                            507,
                            "no-space",
                            "The restore drill needs " + needed + " bytes in its scratch directory, and " + available
                                    + " are free.")
                    .withCode("ENOSPC")
                    .asException();
        }
    }

    private static void closeAfter(Throwable reason, java.io.Closeable opened) {
        try {
            opened.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Trouble of the copy in its own words. */
    static IOException explained(IOException e, String store, BackupId id) {
        IOException reason = UnusableCopyException.reasonIn(e);
        if (reason == null) {
            return e;
        }
        throw UnusableCopyException.problem(reason, store, id).asException(e);
    }

    /** Removes what crashes left in a scratch directory; never what somebody works with. */
    public void removeLeftovers(Path scratch) throws IOException {
        TargetFolder.removeLeftovers(scratch, files);
    }
}
