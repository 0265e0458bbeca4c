package io.relaybackup.operation;

import java.util.Locale;

/** What an operation does. The words in JSON are these in lower case. */
public enum OperationType {
    BACKUP,
    RESTORE,
    VERIFY,
    RETENTION,
    DELETE,
    MAINTENANCE,
    COPY,
    PRUNE,
    REPAIR,
    UNLOCK,
    DRILL;

    /** For sentences. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a token needs to stop one that another started. */
    String scope() {
        return switch (this) {
            case BACKUP, VERIFY, COPY -> "backup";
            case RESTORE, DRILL -> "restore";
            case RETENTION, DELETE, MAINTENANCE, PRUNE, REPAIR, UNLOCK -> "admin";
        };
    }
}
