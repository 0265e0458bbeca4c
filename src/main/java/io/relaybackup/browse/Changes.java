package io.relaybackup.browse;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.engine.tree.EntryType;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a backup differs from an earlier state.
 *
 * @param since a backup's id, or {@code live}
 * @param unchanged regular files that are the same in both
 * @param changes in the order of their paths, the first of them
 * @param truncated whether there are more changes than are listed; the counts are whole
 * @param notCompared components that only one of the two holds
 */
record Changes(
        String backup,
        String since,
        Counts added,
        Counts changed,
        Counts removed,
        Counts unchanged,
        List<Change> changes,
        boolean truncated,
        List<String> notCompared) {

    Changes {
        changes = List.copyOf(changes);
        notCompared = List.copyOf(notCompared);
    }

    /**
     * How many, and how large.
     *
     * @param entries files, symlinks and directories
     * @param bytes of the files' content, as it is in the backup; of what was removed, as it was
     */
    record Counts(long entries, long bytes) {

        Counts plus(long size) {
            return new Counts(entries + 1, bytes + size);
        }
    }

    /** What became of a path. */
    enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * One path.
     *
     * @param contentChanged false where only mode, owner or time did
     * @param href of the entry in this backup; absent where it was removed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(
            @Schema(example = "users/users.json") String path,
            Kind kind,
            EntryType type,
            boolean contentChanged,
            @Nullable Long sizeBefore,
            @Nullable Long sizeAfter,
            @Nullable String href) {}
}
