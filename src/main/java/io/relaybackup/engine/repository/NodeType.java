package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.EntryType;
import org.jspecify.annotations.Nullable;

/** An entry's type and mode in a node: Go's words, and Go's bits, which are not those of {@code st_mode}. */
final class NodeType {

    private static final int PERMISSIONS = 0777;
    private static final int SET_UID = 04000;
    private static final int SET_GID = 02000;
    private static final int STICKY = 01000;

    private static final long GO_DIRECTORY = 1L << 31;
    private static final long GO_SYMLINK = 1 << 27;
    private static final long GO_DEVICE = 1 << 26;
    private static final long GO_FIFO = 1 << 25;
    private static final long GO_SOCKET = 1 << 24;
    private static final long GO_SET_UID = 1 << 23;
    private static final long GO_SET_GID = 1 << 22;
    private static final long GO_CHARACTER_DEVICE = 1 << 21;
    private static final long GO_STICKY = 1 << 20;

    private NodeType() {}

    static String word(EntryType type) {
        return switch (type) {
            case FILE -> "file";
            case DIRECTORY -> "dir";
            case SYMLINK -> "symlink";
            case FIFO -> "fifo";
            case SOCKET -> "socket";
            case CHARACTER_DEVICE -> "chardev";
            case BLOCK_DEVICE -> "dev";
        };
    }

    /** Null for a type that cannot be kept here: clients for other systems know more. */
    static @Nullable EntryType of(String word) {
        return switch (word) {
            case "file" -> EntryType.FILE;
            case "dir" -> EntryType.DIRECTORY;
            case "symlink" -> EntryType.SYMLINK;
            case "fifo" -> EntryType.FIFO;
            case "socket" -> EntryType.SOCKET;
            case "chardev" -> EntryType.CHARACTER_DEVICE;
            case "dev" -> EntryType.BLOCK_DEVICE;
            default -> null;
        };
    }

    /** @param mode the lowest twelve bits of {@code st_mode} */
    static long goMode(EntryType type, int mode) {
        long bits = mode & PERMISSIONS;
        bits |= (mode & SET_UID) == 0 ? 0 : GO_SET_UID;
        bits |= (mode & SET_GID) == 0 ? 0 : GO_SET_GID;
        bits |= (mode & STICKY) == 0 ? 0 : GO_STICKY;
        return bits
                | switch (type) {
                    case FILE -> 0;
                    case DIRECTORY -> GO_DIRECTORY;
                    case SYMLINK -> GO_SYMLINK;
                    case FIFO -> GO_FIFO;
                    case SOCKET -> GO_SOCKET;
                    case CHARACTER_DEVICE -> GO_DEVICE | GO_CHARACTER_DEVICE;
                    case BLOCK_DEVICE -> GO_DEVICE;
                };
    }

    /** The lowest twelve bits of {@code st_mode}. */
    static int mode(long goMode) {
        int bits = (int) goMode & PERMISSIONS;
        bits |= (goMode & GO_SET_UID) == 0 ? 0 : SET_UID;
        bits |= (goMode & GO_SET_GID) == 0 ? 0 : SET_GID;
        bits |= (goMode & GO_STICKY) == 0 ? 0 : STICKY;
        return bits;
    }
}
