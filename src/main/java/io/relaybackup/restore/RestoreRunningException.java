package io.relaybackup.restore;

import java.io.IOException;

/** Another process, or another restore of this one, works in the data directory's reserved folder. */
final class RestoreRunningException extends IOException {

    private static final long serialVersionUID = 1L;

    RestoreRunningException() {
        super("a restore is running in this data directory, started by another process");
    }
}
