package io.relaybackup.engine.tree;

/** What kind of thing an {@link Entry} is. */
public enum EntryType {
    FILE,
    DIRECTORY,
    SYMLINK,
    FIFO,
    SOCKET,
    CHARACTER_DEVICE,
    BLOCK_DEVICE
}
