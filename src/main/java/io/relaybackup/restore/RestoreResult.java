package io.relaybackup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore did, as its operation keeps it.
 *
 * @param store whose copy was read
 * @param target null for the data directory
 * @param unverified the backup had no checksums
 * @param files regular files that were written
 * @param bytes of their content
 * @param safetyBackup of what was replaced; null when nothing was, or none was wanted
 * @param skippedCopies that should have been read first and could not
 * @param warningCount how often the file system did not take an owner, a time or the like
 * @param warnings the first of those
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RestoreResult(
        Outcome outcome,
        String backup,
        String store,
        @Nullable String target,
        boolean unverified,
        List<String> components,
        long added,
        long changed,
        long removed,
        long files,
        long bytes,
        List<Kept> kept,
        @Nullable String safetyBackup,
        List<SkippedCopy> skippedCopies,
        long warningCount,
        List<Warning> warnings) {

    /** The words in JSON are these in lower case. */
    enum Outcome {
        /** What was asked for is wholly there. */
        RESTORED,
        /** Nothing of it is: everything is as it was before. */
        UNDONE
    }

    RestoreResult {
        components = List.copyOf(components);
        kept = List.copyOf(kept);
        skippedCopies = List.copyOf(skippedCopies);
        warnings = List.copyOf(warnings);
    }

    /** A store whose copy could not be used. */
    record SkippedCopy(String store, String reason) {}

    /** Something about one path, percent-encoded, that is not as the backup has it. */
    record Warning(String path, String message) {}
}
