package io.relaybackup.engine.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Keeps files that are mostly zeros from taking the space of all of them. */
public final class Holes {

    /** A block of most file systems; less would be written anyway. */
    private static final int SMALLEST = 4096;

    private Holes() {}

    /** Whether content need not be written, because a gap in a file reads the same. Does not move the buffer. */
    public static boolean fits(ByteBuffer content) {
        int length = content.remaining();
        if (length < SMALLEST) {
            return false;
        }
        int at = content.position();
        int end = content.limit();
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            if (content.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (content.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Gives a file its size where nobody wrote the zeros that it ends in. */
    public static void extend(FileChannel file, long size) throws IOException {
        if (file.size() < size) {
            file.write(ByteBuffer.wrap(new byte[1]), size - 1);
        }
    }
}
