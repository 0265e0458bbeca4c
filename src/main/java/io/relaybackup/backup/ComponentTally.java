package io.relaybackup.backup;

import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Manifest.Failure;
import io.relaybackup.engine.store.Manifest.Warning;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.source.Component;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what a capture finds of one component. Safe for many threads. */
final class ComponentTally {

    /** A manifest is read by people; what a run of warnings has more of than this is counted in a last one. */
    private static final int LISTED = 200;

    private final Component component;
    private final Set<TreePath> found = new HashSet<>();
    private final List<Warning> warnings = new ArrayList<>();
    private long unlisted;
    private boolean any;
    private long files;
    private long bytes;
    private @Nullable Failure failure;

    ComponentTally(Component component) {
        this.component = component;
    }

    synchronized void written(Entry entry) {
        any = true;
        if (entry.isFile()) {
            files++;
            bytes += entry.size();
        }
        if (component.paths().contains(entry.path())) {
            found.add(entry.path());
            if (entry.type() == EntryType.SYMLINK) {
                warn(entry.path(), "is a symlink: the link is kept, what it points to is not");
            }
        }
    }

    synchronized void problem(TreeProblem problem) {
        if (problem.severity() == TreeProblem.Severity.WARNING) {
            warn(problem.path(), problem.message());
            return;
        }
        any = true;
        fail(problem.code() == null ? "EIO" : problem.code(), problem.message(), problem.path());
    }

    private void warn(TreePath path, String message) {
        if (warnings.size() < LISTED) {
            warnings.add(new Warning(path.toString(), message));
        } else {
            unlisted++;
        }
    }

    private void fail(String code, String message, @Nullable TreePath path) {
        if (failure == null) {
            failure = new Failure(code, message, path == null ? null : path.toString());
        } else {
            warn(path == null ? TreePath.ROOT : path, code + ": " + message);
        }
    }

    /** What the manifest says of it, after the last entry. */
    synchronized ComponentResult result(String backupPath, List<TreePath> claimedByOthers) {
        checkPaths();
        List<Warning> all = new ArrayList<>(warnings);
        if (unlisted > 0) {
            all.add(new Warning("", unlisted + " more warnings are not listed"));
        }
        return new ComponentResult(
                component.name(),
                component.description(),
                status(),
                component.isAdditional()
                        ? backupPath
                        : backupPath + "/" + component.paths().get(0),
                component.required(),
                component.paths().stream().map(TreePath::percentEncoded).toList(),
                component.excludes().stream().map(Glob::toString).toList(),
                component.isAdditional()
                        ? claimedByOthers.stream().map(TreePath::percentEncoded).toList()
                        : List.of(),
                files,
                bytes,
                failure,
                all);
    }

    private void checkPaths() {
        if (!any && !component.required()) {
            return;
        }
        if (!any && component.isAdditional()) {
            fail("ENOENT", "there is nothing that no other component claims", null);
        }
        for (TreePath path : component.paths()) {
            if (found.contains(path) || failure != null) {
                continue;
            }
            if (component.required()) {
                fail("ENOENT", "does not exist", path);
            } else {
                warn(path, "does not exist");
            }
        }
    }

    private ComponentStatus status() {
        if (failure != null) {
            return ComponentStatus.FAILED;
        }
        return any ? ComponentStatus.SUCCESS : ComponentStatus.SKIPPED;
    }
}
