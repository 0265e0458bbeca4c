package io.relaybackup.web;

import java.io.IOException;

/** A request's body is longer than is allowed. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long limit;

    BodyTooLargeException(long limit) {
        super("a body has at most " + limit + " bytes");
        this.limit = limit;
    }

    long limit() {
        return limit;
    }
}
