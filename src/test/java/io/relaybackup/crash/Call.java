package io.relaybackup.crash;

/** What can be asked of a disk. */
enum Call {
    STAT(false),
    LIST(false),
    NEXT_NAME(false),
    READ_LINK(false),
    OPEN(false),
    READ(false),
    OPEN_TO_WRITE(true),
    CREATE(true),
    WRITE(true),
    TRUNCATE(true),
    FORCE(true),
    CREATE_DIRECTORY(true),
    CREATE_SYMLINK(true),
    LINK(true),
    RENAME(true),
    REMOVE(true),
    SET_ATTRIBUTES(true);

    private final boolean changes;

    Call(boolean changes) {
        this.changes = changes;
    }

    /** Whether the disk is another afterwards, or may be. */
    boolean changes() {
        return changes;
    }

    /** Whether it is asked of an open file, whose name nobody knows any more. */
    boolean isOfOpenFile() {
        return this == READ || this == WRITE || this == TRUNCATE || this == FORCE;
    }
}
