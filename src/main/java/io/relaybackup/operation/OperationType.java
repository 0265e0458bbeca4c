package io.relaybackup.operation;

import java.util.Locale;

/** What an operation does. The words in JSON are these in lower case. */
public enum OperationType {
    BACKUP,
    RESTORE,
    VERIFY,
    RETENTION,
    DELETE,
    MAINTENANCE;

    /** For sentences. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
