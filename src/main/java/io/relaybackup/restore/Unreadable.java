package io.relaybackup.restore;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.TreeProblem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears of what cannot be read in a directory that is compared. It lacks in the listing, but it is not missing: that it
 * cannot be read has to be told, and not a difference.
 */
final class Unreadable implements Consumer<TreeProblem> {

    private final Path directory;
    private final AtomicReference<@Nullable TreeProblem> first = new AtomicReference<>();

    Unreadable(Path directory) {
        this.directory = directory;
    }

    @Override
    public void accept(TreeProblem problem) {
        if (problem.severity() == TreeProblem.Severity.ERROR) {
            first.compareAndSet(null, problem);
        }
    }

    /** Returns when everything could be read so far. */
    void throwIfAny() throws FileSystemException {
        TreeProblem problem = first.get();
        String code = problem == null ? null : problem.code();
        if (problem != null && code != null) {
            String path = RawPaths.resolve(directory, problem.path()).toString();
            throw new FileSystemException(path, null, ErrorCode.text(code));
        }
    }
}
