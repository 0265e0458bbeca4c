package io.relaybackup.operation;

/** What an operation does. The words in JSON are these in lower case. */
public enum OperationType {
    BACKUP,
    RESTORE,
    VERIFY,
    RETENTION,
    DELETE,
    MAINTENANCE
}
