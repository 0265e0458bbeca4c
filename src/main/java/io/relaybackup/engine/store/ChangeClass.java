package io.relaybackup.engine.store;

/** How a file compares with the backup before. */
public enum ChangeClass {
    NEW,
    CHANGED,
    /** Not read: what the store already had was taken. */
    UNCHANGED
}
