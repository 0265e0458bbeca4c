package io.relaybackup.engine.store;

/** How capturing one component ended. The words in JSON are these in lower case. */
public enum ComponentStatus {
    SUCCESS,
    /** Optional and absent. */
    SKIPPED,
    FAILED
}
