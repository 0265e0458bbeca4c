package io.relaybackup.restore;

import io.relaybackup.engine.directory.DirectorySink;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Writes a part of a backup aside, reads all of it back and compares it with what was recorded, and puts it on stable
 * storage: only after that may anything be touched.
 */
final class Stage {

    private static final int WRITERS = 4;

    private final LiveTrees trees;
    private final Durability durability;

    Stage(LiveTrees trees, Durability durability) {
        this.trees = trees;
        this.durability = durability;
    }

    /**
     * Writes.
     *
     * @param wanted the part; what its file system cannot keep goes to {@code notices}
     * @param place absent, in a directory that exists
     */
    void write(FileTree wanted, Path place, Consumer<TreeProblem> notices, Progress progress) throws IOException {
        DirectorySink.into(place, WRITERS, notices).write(wanted, progress);
    }

    /**
     * Reads back what was written. Every byte is compared with the recorded checksum or, where there is none, with the
     * backup's own.
     *
     * @throws StagedMismatchException when something is not as it was recorded
     */
    void check(FileTree wanted, Path place, Progress progress) throws IOException {
        Progress quietly = new Progress() {
            @Override
            public void advance(long files, long bytes) {
                // Counted when they were written.
            }

            @Override
            public void checkCancelled() {
                progress.checkCancelled();
            }
        };
        Unreadable unreadable = new Unreadable(place);
        try (FileTree written = trees.open(place, unreadable)) {
            TreeDiff.between(
                    wanted,
                    written,
                    ContentComparison.BYTES,
                    difference -> {
                        unreadable.throwIfAny();
                        requireEqual(difference);
                    },
                    quietly);
        }
    }

    /** Metadata may differ, because not everything is permitted; there was a notice of that. */
    private static void requireEqual(Difference difference) throws StagedMismatchException {
        switch (difference.kind()) {
            case UNCHANGED, METADATA_CHANGED -> {
                return;
            }
            case REMOVED -> {
                // There was a notice of a fifo or a device that could not be made, too.
                if (!difference.entry().isSpecial()) {
                    throw new StagedMismatchException(difference.path());
                }
            }
            case ADDED, CONTENT_CHANGED -> throw new StagedMismatchException(difference.path());
        }
    }

    void force(Path place) throws IOException {
        durability.force(place);
    }
}
