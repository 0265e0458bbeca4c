package io.relaybackup.verification;

import io.relaybackup.engine.store.VerifyLevel;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /stores/{name}/verify}. */
record VerifyStore(
        @Schema(description = LEVEL, example = "structure", defaultValue = "data") @Nullable
        VerifyLevel level) {

    static final String LEVEL =
            "How closely to look. `structure`: the manifest, and every file's presence, type and size;"
                    + " `data`: every byte against its checksum as well. Absent: `data`.";

    static final VerifyStore DEFAULT = new VerifyStore(null);

    VerifyLevel wantedLevel() {
        return level == null ? VerifyLevel.DATA : level;
    }
}
