package io.relaybackup.backup;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/** The body of {@code POST /backups/{id}/copies}. */
record CopyBackup(
        @Schema(description = "The store that is to have it too.", example = "offsite") @NotNull(message = "is needed")
        String store) {}
