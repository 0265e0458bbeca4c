package io.relaybackup.crash;

import java.nio.file.Path;

/**
 * A place for a name in a directory.
 *
 * @param directory the number of its inode
 * @param name of the real file system, so that no byte of it is lost
 */
record Slot(int directory, Path name) {

    @Override
    public String toString() {
        return directory + "/" + name;
    }
}
