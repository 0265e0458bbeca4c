package io.relaybackup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something in the data directory that a restore leaves as it is though one might expect otherwise.
 *
 * @param path percent-encoded, relative to the data directory; null for a component as a whole
 * @param component it belongs to, where that is the reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Kept(@Nullable String path, @Nullable String component, Reason reason) {

    /** Why it stays. The words in JSON are these in lower case, with hyphens. */
    @Schema(enumAsRef = true)
    enum Reason {
        /** The backup of its component failed. */
        COMPONENT_FAILED,
        /** Its component was not there when the backup was made. */
        COMPONENT_SKIPPED,
        /** The backup does not have its component. */
        NOT_IN_BACKUP,
        /** The backup left it out by configuration. */
        EXCLUDED,
        /** It is a record of a backup that somebody copied here, no data. */
        RESERVED
    }
}
