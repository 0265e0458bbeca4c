package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.Entry;
import java.io.IOException;
import java.io.InputStream;

/** Writes one entry after the other, as a walk meets them. */
interface EntryWriter {

    void directory(Entry directory) throws IOException;

    void symlink(Entry symlink) throws IOException;

    /** Whether a file can be written as a further name of one before; then it is, and its content is not asked for. */
    boolean hardLink(Entry file) throws IOException;

    /**
     * A regular file.
     *
     * @param content exactly as many bytes as the entry says, or an exception
     */
    void file(Entry file, InputStream content) throws IOException;

    /** Pipes, sockets, devices; what the archive cannot hold is left out. */
    void special(Entry entry) throws IOException;
}
