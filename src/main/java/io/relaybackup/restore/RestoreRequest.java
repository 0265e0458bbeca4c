package io.relaybackup.restore;

import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /backups/{id}/restore}; all of it is optional. */
@Schema(
        description = "What to restore and where to. Everything is optional: without a body the whole backup"
                + " replaces what is in the data directory.")
record RestoreRequest(
        @Schema(
                description = "Names of components; absent: all that the backup has whole. An empty list is refused.",
                example = "[\"user-data\"]")
        @Nullable
        List<String> components,

        @Schema(
                description = "Files or directories inside the backup, percent-encoded where a name needs it; not"
                        + " together with components. An empty list is refused.",
                example = "[\"system/config.json\"]")
        @Nullable
        List<String> paths,

        @Schema(
                description = "An absolute path below one of the configured allowed targets: a directory that is"
                        + " absent or empty. Absent: the data directory.",
                example = "/var/restore/monday")
        @Nullable
        String target,

        @Schema(description = "Whose copy to read; absent: the first store with an intact one.", example = "local")
        @Nullable
        String store,

        @Schema(description = "Answers the plan and changes nothing.", defaultValue = "false") @Nullable
        Boolean dryRun,

        @Schema(
                description = "Backs up what will be replaced first; absent: as configured, which is to do it.",
                defaultValue = "true")
        @Nullable
        Boolean safetyBackup,

        @Schema(
                description = "Goes on though the data directory changed since the safety backup.",
                defaultValue = "false")
        @Nullable
        Boolean force) {

    /** Everything, in place. */
    static final RestoreRequest ALL = new RestoreRequest(null, null, null, null, null, null, null);

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    boolean isForced() {
        return Boolean.TRUE.equals(force);
    }

    /** The names asked for, in order; empty for all. */
    Set<String> componentNames() {
        return components == null ? Set.of() : new LinkedHashSet<>(components);
    }

    /**
     * The paths asked for, without those that lie in others; empty for all. The request must have been {@link #check
     * checked}.
     */
    List<TreePath> treePaths() {
        List<TreePath> tops = new ArrayList<>();
        if (paths != null) {
            for (TreePath path :
                    new TreeSet<>(paths.stream().map(TreePath::percentDecoded).toList())) {
                if (tops.stream().noneMatch(path::startsWith)) {
                    tops.add(path);
                }
            }
        }
        return tops;
    }

    /**
     * Finds out what is wrong with it, whatever the backup.
     *
     * @throws io.relaybackup.problem.ProblemException a 422 that names the fields
     */
    void check() {
        List<Problem.FieldError> errors = new ArrayList<>();
        if (components != null && components.isEmpty()) {
            errors.add(new Problem.FieldError("components", "must not be empty; leave it out for all"));
        }
        if (components != null && paths != null) {
            errors.add(new Problem.FieldError("paths", "cannot be given together with components"));
        }
        if (paths != null) {
            checkPaths(paths, errors);
        }
        if (target != null && !target.startsWith("/")) {
            errors.add(new Problem.FieldError("target", "'" + target + "' is not absolute"));
        }
        if (!errors.isEmpty()) {
            throw refusal(errors);
        }
    }

    private static void checkPaths(List<String> paths, List<Problem.FieldError> errors) {
        if (paths.isEmpty()) {
            errors.add(new Problem.FieldError("paths", "must not be empty; leave it out for everything"));
        }
        for (String path : paths) {
            try {
                if (TreePath.percentDecoded(path).isRoot()) {
                    errors.add(new Problem.FieldError("paths", "must not be empty; leave it out for everything"));
                }
            } catch (IllegalArgumentException e) {
                errors.add(new Problem.FieldError("paths", String.valueOf(e.getMessage())));
            }
        }
    }

    static RuntimeException refusal(List<Problem.FieldError> errors) {
        return Problem.unprocessable(
                        "invalid-request",
                        errors.get(0).field() + ": " + errors.get(0).message())
                .withErrors(errors)
                .asException();
    }

    static RuntimeException refusal(String field, String message) {
        return refusal(List.of(new Problem.FieldError(field, message)));
    }
}
