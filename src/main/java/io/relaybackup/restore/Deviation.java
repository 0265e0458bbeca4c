package io.relaybackup.restore;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * One thing that did not come back as it was recorded.
 *
 * @param path percent-encoded, relative to the data directory
 */
public record Deviation(
        @Schema(example = "users/users.json") String path, Kind kind, String message) {

    /** What is different. The words in JSON are these in lower case. */
    @Schema(enumAsRef = true)
    public enum Kind {
        /** It is recorded and was not restored. */
        MISSING,
        /** It was restored and is not recorded. */
        UNEXPECTED,
        /** Its bytes, or a symlink's target. */
        CONTENT,
        /** Owner, mode, time or extended attributes, though the file system did take them. */
        METADATA,
        /** The store's copy itself is not what was written. */
        DAMAGE
    }
}
