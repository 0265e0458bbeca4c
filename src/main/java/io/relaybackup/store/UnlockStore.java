package io.relaybackup.store;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /stores/{name}/unlock}. */
record UnlockStore(
        @Schema(
                description = "Also locks whose holders may still be at work: only for who knows that they are not.",
                defaultValue = "false")
        @Nullable
        Boolean all) {

    static final UnlockStore DEFAULT = new UnlockStore(null);

    boolean isForAll() {
        return Boolean.TRUE.equals(all);
    }
}
