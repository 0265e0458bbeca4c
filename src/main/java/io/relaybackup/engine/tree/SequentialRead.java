package io.relaybackup.engine.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** {@link FileTree#read} for trees that have nothing better than {@link FileTree#open}: one file after the other. */
final class SequentialRead {

    private static final int CHUNK = 64 * 1024;

    private SequentialRead() {}

    static void of(FileTree tree, List<Entry> files, ContentReceiver receiver) throws IOException {
        byte[] buffer = new byte[CHUNK];
        for (Entry file : files) {
            one(tree, file, receiver, buffer);
        }
    }

    /**
     * The source's exceptions and the receiver's must not be mixed up, so only calls on the source stand inside a try.
     */
    private static void one(FileTree tree, Entry file, ContentReceiver receiver, byte[] buffer) throws IOException {
        receiver.begin(file);
        InputStream opened;
        try {
            opened = tree.open(file);
        } catch (IOException e) {
            receiver.failed(file, e);
            return;
        }
        try (InputStream in = opened) {
            long offset = 0;
            while (true) {
                int n;
                try {
                    n = in.read(buffer);
                } catch (IOException e) {
                    receiver.failed(file, e);
                    return;
                }
                if (n < 0) {
                    break;
                }
                receiver.chunk(file, offset, ByteBuffer.wrap(buffer, 0, n));
                offset += n;
            }
            receiver.end(file, file.withSize(offset));
        }
    }
}
