package io.relaybackup.engine.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Finds where the last whole line of a file ends. */
final class LastLine {

    private static final int STEP = 64 * 1024;

    private LastLine() {}

    /**
     * The number of bytes up to and with the last newline among the first {@code size}; 0 when there is none. Leaves
     * the channel at its start.
     */
    static long end(SeekableByteChannel channel, long size, ByteBuffer buffer) throws IOException {
        long end = size;
        // Most files end in a newline, so the first look is a short one.
        int step = 1;
        while (end > 0) {
            int n = (int) Math.min(step, end);
            int newline = lastNewline(channel, end - n, buffer.clear().limit(n));
            if (newline >= 0) {
                end = end - n + newline + 1;
                break;
            }
            end -= n;
            step = Math.min(STEP, buffer.capacity());
        }
        channel.position(0);
        return end;
    }

    private static int lastNewline(SeekableByteChannel channel, long from, ByteBuffer buffer) throws IOException {
        channel.position(from);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // reads on until the buffer is full or the file, which has shrunk, is at its end
        }
        for (int i = buffer.position() - 1; i >= 0; i--) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }
}
