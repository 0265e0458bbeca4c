package io.relaybackup.restore;

import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeDiff;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A backup as it came back in a scratch directory. Nobody else looks there, and closing it removes all of it.
 *
 * <p>Used by one thread.
 */
public final class Rehearsal implements Closeable {

    private final BackupCopy copy;
    private final TargetFolder folder;
    private final LiveTrees trees;
    private final Deviations deviations;
    private final long files;
    private final long bytes;
    private final Duration took;

    Rehearsal(
            BackupCopy copy,
            TargetFolder folder,
            LiveTrees trees,
            Deviations deviations,
            long files,
            long bytes,
            Duration took) {
        this.copy = copy;
        this.folder = folder;
        this.trees = trees;
        this.deviations = deviations;
        this.files = files;
        this.bytes = bytes;
        this.took = took;
    }

    /** Where the restored data directory is. */
    public Path directory() {
        return folder.content();
    }

    /** Regular files that were written. */
    public long files() {
        return files;
    }

    /** Bytes of their content, that of hard links once. */
    public long bytes() {
        return bytes;
    }

    /** From the opening of the backup until the last byte was on stable storage. */
    public Duration took() {
        return took;
    }

    /**
     * Reads all of it back and compares every byte with the recorded checksum or, where there is none, with the
     * backup's own.
     *
     * @throws io.relaybackup.problem.ProblemException when the store's copy cannot be read any more
     */
    public Comparison compare(Progress progress) throws IOException {
        Progress quietly = new Progress() {
            @Override
            public void advance(long moreFiles, long moreBytes) {
                // Counted when they were written.
            }

            @Override
            public void checkCancelled() {
                progress.checkCancelled();
            }
        };
        try (FileTree restored = trees.open(directory(), problem -> {
            // What cannot be read is missing from the listing and found by that.
        })) {
            TreeDiff.between(copy.tree(), restored, ContentComparison.BYTES, deviations, quietly);
        } catch (IOException e) {
            throw Rehearsals.explained(e, copy.store(), copy.backup().id());
        }
        return deviations.found();
    }

    @Override
    public void close() throws IOException {
        try (copy) {
            folder.close();
        }
    }
}
