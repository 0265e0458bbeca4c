package io.relaybackup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do: the answer to a dry run. Paths are percent-encoded and relative to the data directory. Lists
 * have at most {@value #LISTED} members; the counts beside them are whole.
 *
 * @param store whose copy would be read
 * @param target null for the data directory
 * @param unverified the backup has no checksums, so that its copy can be compared with itself only
 * @param components that would be replaced, wholly or in part
 * @param files regular files that would be written
 * @param bytes of their content
 * @param units how many entries would be swapped
 * @param topmost the first of them, each swapped whole
 * @param spaceNeeded bytes, with a margin
 * @param spaceAvailable bytes
 * @param obstacles what must go first; while there are any, nothing is restored
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RestorePlan(
        String backup,
        String store,
        @Nullable String target,
        boolean unverified,
        List<String> components,
        long added,
        long changed,
        long removed,
        long unchanged,
        List<Change> changes,
        long keptCount,
        List<Kept> kept,
        long files,
        long bytes,
        long units,
        List<String> topmost,
        long spaceNeeded,
        long spaceAvailable,
        boolean safetyBackup,
        List<Obstacle> obstacles) {

    static final int LISTED = 1000;

    RestorePlan {
        components = List.copyOf(components);
        changes = List.copyOf(changes);
        kept = List.copyOf(kept);
        topmost = List.copyOf(topmost);
        obstacles = List.copyOf(obstacles);
    }

    boolean fits() {
        return spaceNeeded <= spaceAvailable;
    }

    /** One entry that would be different afterwards. */
    record Change(String path, Kind kind) {}

    /** How an entry would be different. The words in JSON are these in lower case. */
    @Schema(enumAsRef = true)
    enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /** Something that makes the restore impossible. */
    record Obstacle(String path, ObstacleKind kind, String message) {}

    /** What kind of thing it is. The words in JSON are these in lower case, with hyphens. */
    @Schema(enumAsRef = true)
    enum ObstacleKind {
        /** A mount point cannot be renamed, nor can anything be renamed across one. */
        MOUNT_POINT,
        /** Something that is to stay is where the backup has something else. */
        IN_THE_WAY,
        /** Nobody can tell what would be replaced. */
        UNREADABLE
    }
}
