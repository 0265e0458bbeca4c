package io.relaybackup.backup;

/** Whether a store holds a backup. The words in JSON are these in lower case. */
public enum CopyStatus {
    PRESENT,
    /** The store does not have it, or cannot say because it is away. */
    MISSING,
    /** It was to be written there and was not. */
    FAILED
}
