package io.relaybackup.engine.store;

import java.io.IOException;

/** Somebody else holds the store. */
public final class StoreLockedException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * The store cannot be had.
     *
     * @param message says who holds it and, where known, since when
     */
    public StoreLockedException(String message) {
        super(message);
    }
}
