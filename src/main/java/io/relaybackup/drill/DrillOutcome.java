package io.relaybackup.drill;

import io.swagger.v3.oas.annotations.media.Schema;

/** How a drill ended. The words in JSON are these in lower case. */
@Schema(enumAsRef = true)
public enum DrillOutcome {
    RUNNING,
    /** Everything came back as it was recorded, and the application's own check was content. */
    SUCCEEDED,
    /** It did not, or could not be restored at all. */
    FAILED,
    CANCELLED,
    /** The service stopped under it. */
    INTERRUPTED
}
