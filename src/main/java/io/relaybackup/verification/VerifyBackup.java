package io.relaybackup.verification;

import io.relaybackup.engine.store.VerifyLevel;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /backups/{id}/verify}. */
record VerifyBackup(
        @Schema(description = VerifyStore.LEVEL, example = "data", defaultValue = "data") @Nullable
        VerifyLevel level,

        @Schema(description = "The one store to look in; absent: every store that holds the backup.", example = "local")
        @Nullable
        String store) {

    static final VerifyBackup DEFAULT = new VerifyBackup(null, null);

    VerifyLevel wantedLevel() {
        return level == null ? VerifyLevel.DATA : level;
    }
}
