package io.relaybackup.engine.store;

/** How closely a backup is looked at. The words in JSON are these in lower case. */
public enum VerifyLevel {
    /** The manifest and every file's presence, type and size against the record. */
    STRUCTURE,
    /** Every byte against its checksum as well. */
    DATA;

    boolean isBelow(VerifyLevel other) {
        return compareTo(other) < 0;
    }
}
