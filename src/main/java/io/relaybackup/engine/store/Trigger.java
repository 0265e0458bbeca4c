package io.relaybackup.engine.store;

/** Why a backup was made. The words in JSON are these in lower case. */
public enum Trigger {
    API,
    MAINTENANCE,
    /** At the start of the sample, or by the operator's own start-up. */
    STARTUP,
    SCHEDULE,
    /** Of what a restore is about to replace. */
    SAFETY
}
