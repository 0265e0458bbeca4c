package io.relaybackup.engine.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code backup-manifest.json}: what a backup holds and how its making went. Written once, never changed.
 *
 * <p>The fields up to {@code summary} are those of the backup script that came before this service, which has none of
 * the others; they are null or empty then.
 *
 * @param timestamp the id's time
 * @param backupPath absolute, in the first store
 * @param components names of the components that were asked for, sorted
 * @param tool name and version of what made the backup
 */
public record Manifest(
        Instant timestamp,
        String backupPath,
        String projectRoot,
        String dataDirectory,
        List<ComponentResult> results,
        Summary summary,
        @Nullable BackupId id,
        @Nullable BackupStatus status,
        @Nullable String hostname,
        @Nullable String tool,
        @Nullable Trigger trigger,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<String> components) {

    public static final String FILE_NAME = "backup-manifest.json";

    public Manifest {
        results = List.copyOf(results);
        components = List.copyOf(components);
    }

    /** How many components there are, by status. */
    public record Summary(int total, int successful, int failed, int skipped) {

        public static Summary of(List<ComponentResult> results) {
            int successful = 0;
            int failed = 0;
            for (ComponentResult result : results) {
                if (result.status() == ComponentStatus.SUCCESS) {
                    successful++;
                } else if (result.status() == ComponentStatus.FAILED) {
                    failed++;
                }
            }
            return new Summary(results.size(), successful, failed, results.size() - successful - failed);
        }
    }

    /**
     * One component's part.
     *
     * @param path absolute, of the first of {@code paths} in the first store's copy
     * @param paths percent-encoded, relative to the data directory; empty stands for what no other component claims
     * @param files regular files, hard links each counted
     * @param bytes of their content
     * @param excludes the globs that were left out, so that a restore leaves alone what they name
     * @param claimed where {@code paths} is empty: the paths that belonged to other components, percent-encoded
     */
    public record ComponentResult(
            String name,
            String description,
            ComponentStatus status,
            String path,
            boolean required,
            List<String> paths,
            List<String> excludes,
            List<String> claimed,
            long files,
            long bytes,
            @Nullable Failure error,
            List<Warning> warnings) {

        public ComponentResult {
            paths = List.copyOf(paths);
            excludes = List.copyOf(excludes);
            claimed = List.copyOf(claimed);
            warnings = List.copyOf(warnings);
        }
    }

    /** Why a component failed: its first error. */
    public record Failure(
            String code, String message, @Nullable String path) {}

    /** Something that a reader of the backup should know about one path. */
    public record Warning(String path, String message) {}
}
