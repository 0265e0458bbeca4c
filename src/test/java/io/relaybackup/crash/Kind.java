package io.relaybackup.crash;

/** What an inode is. Fifos and devices are made by programs of the system, which nobody records. */
enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK
}
