package io.relaybackup.store;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /stores/{name}/repair}. */
record RepairStore(
        @Schema(
                description = "Whether files whose content is lost leave their backups for good. Else they stay,"
                        + " damaged, and a later backup of the same content makes them whole.",
                defaultValue = "false")
        @Nullable
        Boolean dropLost) {

    static final RepairStore DEFAULT = new RepairStore(null);

    boolean drops() {
        return Boolean.TRUE.equals(dropLost);
    }
}
