package io.relaybackup.restore;

import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.tree.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a swap may change about a directory that stays where it is.
 *
 * @param mode the lowest twelve bits of {@code st_mode}
 * @param modified to the nanosecond
 */
record DirectoryMetadata(int mode, int uid, int gid, Instant modified) {

    /** What its owner needs in order to rename something in it. */
    private static final int OPEN = 0700;

    static DirectoryMetadata of(Metadata metadata) {
        return new DirectoryMetadata(metadata.mode(), metadata.uid(), metadata.gid(), metadata.modified());
    }

    static DirectoryMetadata read(Path directory) throws IOException {
        Inode inode = Inode.of(directory);
        return new DirectoryMetadata(inode.permissions(), inode.uid(), inode.gid(), inode.modified());
    }

    boolean isOpen() {
        return (mode & OPEN) == OPEN;
    }

    /** The same with all that its owner needs to rename something in it, or to move it elsewhere. */
    DirectoryMetadata opened() {
        return new DirectoryMetadata(mode | OPEN, uid, gid, modified);
    }
}
