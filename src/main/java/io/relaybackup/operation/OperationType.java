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

    /** What a token needs to stop one that another started. */
    String scope() {
        return switch (this) {
            case BACKUP, VERIFY -> "backup";
            case RESTORE -> "restore";
            case RETENTION, DELETE, MAINTENANCE -> "admin";
        };
    }
}
