package io.relaybackup.engine.store;

/** What a backup is worth. The words in JSON are these in lower case. */
public enum BackupStatus {
    RUNNING,
    /** Every component is there, or was absent and optional. */
    COMPLETE,
    /** A component failed; the rest is kept and can be restored. */
    INCOMPLETE,
    /** Nothing is kept. */
    FAILED,
    /** Not made by this service. */
    EXTERNAL,
    /** Its source looked wrecked, and nobody has cleared it; see {@link Suspicion}. */
    SUSPECT,
    /** In the trash, whatever it is worth. */
    DELETED
}
