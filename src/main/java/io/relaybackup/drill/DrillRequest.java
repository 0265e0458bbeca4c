package io.relaybackup.drill;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /drills}; all of it is optional. */
@Schema(description = "What to restore for practice. Everything is optional.")
record DrillRequest(
        @Schema(
                description = "A backup's id; absent or `latest`: the newest complete backup of each store.",
                example = "latest")
        @Nullable
        String backup,

        @Schema(description = "The one store whose copy is restored; absent: every store's.", example = "local")
        @Nullable
        String store) {

    static final DrillRequest ALL = new DrillRequest(null, null);

    boolean isForNewest() {
        return backup == null || backup.equals("latest");
    }
}
