package io.relaybackup.restore;

import java.io.IOException;

/**
 * A swap failed and so did undoing it: the data directory is neither old nor new until recovery runs again. The journal
 * says what there is to do.
 */
final class UnfinishedSwapException extends IOException {

    private static final long serialVersionUID = 1L;

    UnfinishedSwapException(Throwable cause) {
        super(
                "the swap failed and could not be undone now; the next start of the service, or its maintenance task"
                        + " 'fix', will undo it. Do not start the application before",
                cause);
    }
}
