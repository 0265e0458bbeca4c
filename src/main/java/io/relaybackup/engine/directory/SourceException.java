package io.relaybackup.engine.directory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Trouble with one file of the source, kept apart from trouble of whoever receives its content. */
final class SourceException extends Exception {

    private static final long serialVersionUID = 1L;

    private final IOException reason;

    private SourceException(IOException reason) {
        super(reason);
        this.reason = reason;
    }

    /**
     * Of what an operation on the source threw.
     *
     * @throws ClosedByInterruptException when that was no trouble of the source but the end of the work
     */
    static SourceException of(IOException reason) throws ClosedByInterruptException {
        if (reason instanceof ClosedByInterruptException interrupted) {
            throw interrupted;
        }
        return new SourceException(reason);
    }

    IOException reason() {
        return reason;
    }
}
