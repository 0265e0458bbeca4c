package io.relaybackup.backup;

import io.relaybackup.engine.store.Notes.Hold;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form of {@link BackupChanges} for the API's description, which has no word for "absent". */
@Schema(description = "What to change; what is absent stays, null clears.")
record PatchBackup(
        @Schema(example = "[\"before-upgrade\"]") @Nullable List<String> tags,

        @Schema(example = "before 2.4.0") @Nullable String note,

        @Schema(example = "{\"reason\":\"audit\",\"until\":\"2030-01-01T00:00:00.000Z\"}") @Nullable
        Hold hold,

        @Schema(
                description = "Ends a suspicion: cleared makes it an ordinary backup, confirmed keeps it out of"
                        + " everything.",
                allowableValues = {"confirmed", "cleared"},
                example = "cleared")
        @Nullable
        String suspect) {}
