package io.relaybackup.engine.crypto;

import java.io.IOException;

/** What was to be opened is not what was sealed with this key: damaged, cut, or sealed with another. */
public final class UnauthenticException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnauthenticException(String message) {
        super(message);
    }
}
