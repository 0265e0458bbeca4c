package io.relaybackup.engine.directory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets the owner read, for a moment, what its mode keeps even the owner from reading; closing brings the mode back. */
final class OwnerAccess implements Closeable {

    private static final int READ_DIRECTORY = 0500;
    private static final int READ_FILE = 0400;

    private final Path path;
    private final int mode;
    private final boolean changed;

    private OwnerAccess(Path path, int mode, boolean changed) {
        this.path = path;
        this.mode = mode;
        this.changed = changed;
    }

    /** Of a file or directory, never of a symlink. */
    static OwnerAccess to(Path path) throws IOException {
        Inode inode = Inode.of(path);
        int needed = inode.isDirectory() ? READ_DIRECTORY : READ_FILE;
        boolean lacking = (inode.permissions() & needed) != needed && !Files.isReadable(path);
        if (lacking) {
            Files.setAttribute(path, "unix:mode", inode.permissions() | needed);
        }
        return new OwnerAccess(path, inode.permissions(), lacking);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (changed) {
            Files.setAttribute(path, "unix:mode", mode);
        }
    }
}
