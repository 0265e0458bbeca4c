package io.relaybackup.engine.repository;

import java.io.IOException;

/** A password opens none of a repository's keys. */
public final class WrongPasswordException extends IOException {

    private static final long serialVersionUID = 1L;

    WrongPasswordException() {
        super("the password opens no key of the repository");
    }
}
