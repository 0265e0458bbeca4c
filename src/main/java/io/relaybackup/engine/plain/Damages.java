package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects what a verification finds. Safe for many threads. */
final class Damages {

    private final List<Damage> listed = new ArrayList<>();

    /** What a disk may answer of one file and not of the next. */
    private static final Set<String> OF_ONE_FILE = Set.of("EIO", "EACCES", "EPERM", "EUCLEAN");

    private final Set<TreePath> unreadable = ConcurrentHashMap.newKeySet();

    private final Queue<TreeProblem> troubles = new ConcurrentLinkedQueue<>();

    private long count;

    private long files;

    private long bytes;

    void add(TreePath path, String message) {
        add(path.percentEncoded(), message);
    }

    /** Of one of the records, by its name in the backup's folder. */
    synchronized void add(String path, String message) {
        count++;
        if (listed.size() < VerifyReport.LISTED) {
            listed.add(new Damage(path, message));
        }
    }

    /**
     * Of what the disk does not give: named as that and as nothing else, because it may be whole.
     *
     * @throws IOException the reason, when it lies in the machine or the network and not in this file
     */
    void unreadable(TreePath path, IOException reason) throws IOException {
        if (!OF_ONE_FILE.contains(ErrorCode.of(reason))) {
            throw reason;
        }
        unreadable.add(path);
        add(path, "cannot be read: " + ErrorCode.of(reason));
    }

    /** What a tree could not read; whoever reads it hears of it by {@link #throwTrouble}. */
    void unreadable(TreeProblem problem) {
        String code = problem.code();
        if (code != null && !OF_ONE_FILE.contains(code)) {
            troubles.add(problem);
            return;
        }
        unreadable.add(problem.path());
        add(problem.path(), problem.message());
    }

    /** Ends the verification when it met trouble that is not of one file. */
    void throwTrouble(Path folder) throws IOException {
        TreeProblem first = troubles.peek();
        if (first != null && first.code() != null) {
            throw new FileSystemException(
                    RawPaths.resolve(folder, first.path()).toString(), null, ErrorCode.text(first.code()));
        }
    }

    /** Whether nothing is known of a path because it, or a directory above it, cannot be read. */
    boolean isUnreadable(TreePath path) {
        TreePath at = path;
        while (!at.isRoot()) {
            if (unreadable.contains(at)) {
                return true;
            }
            at = at.parent();
        }
        return unreadable.contains(at);
    }

    synchronized void looked(long moreFiles, long comparedBytes) {
        files += moreFiles;
        bytes += comparedBytes;
    }

    synchronized VerifyReport report(VerifyLevel level) {
        List<Damage> sorted = new ArrayList<>(listed);
        sorted.sort(Comparator.comparing(Damage::path));
        return new VerifyReport(level, files, bytes, count, sorted);
    }
}
