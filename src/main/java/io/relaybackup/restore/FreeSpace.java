package io.relaybackup.restore;

import java.io.IOException;
import java.nio.file.Path;

/** Measures what a file system still gives to this process. */
@FunctionalInterface
interface FreeSpace {

    /** Bytes that can be written below a directory that exists. */
    long at(Path directory) throws IOException;
}
