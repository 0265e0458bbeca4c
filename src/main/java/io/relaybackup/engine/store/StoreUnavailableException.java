package io.relaybackup.engine.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store as a whole cannot be used now; trying again later may help. */
public final class StoreUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
