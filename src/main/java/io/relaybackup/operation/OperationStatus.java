package io.relaybackup.operation;

import java.util.Locale;

/** How far an operation is. The words in JSON are these in lower case. */
public enum OperationStatus {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** The service stopped under it. */
    INTERRUPTED;

    public boolean isFinished() {
        return this != QUEUED && this != RUNNING;
    }

    /** For sentences. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
