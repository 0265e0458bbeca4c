package io.relaybackup.engine.tree;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes the content that {@link FileTree#read} hands over. Calls for one file never overlap; calls for different files
 * may.
 *
 * <p>What these methods throw ends the whole reading: it is trouble of the receiver, never of the source.
 */
public interface ContentReceiver {

    /**
     * The content of {@code file} starts; when it had started before (a living file changed while it was read), it
     * starts anew.
     */
    void begin(Entry file) throws IOException;

    /**
     * A piece of the content. Pieces do not overlap, may come in any order, and where none comes the file is zero.
     *
     * @param content valid only during the call
     */
    void chunk(Entry file, long offset, ByteBuffer content) throws IOException;

    /**
     * The content is whole.
     *
     * @param settled the entry as it really was read: size, metadata and stamp may differ from the listing's
     */
    void end(Entry file, Entry settled) throws IOException;

    /** The content cannot be had; forget what came of it. */
    void failed(Entry file, IOException reason) throws IOException;
}
