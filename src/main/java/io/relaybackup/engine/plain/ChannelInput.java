package io.relaybackup.engine.plain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file's bytes from some place on, through a channel that others read at the same time and that stays open. */
final class ChannelInput extends InputStream {

    private final FileChannel channel;

    private long position;

    ChannelInput(FileChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int n = channel.read(ByteBuffer.wrap(into, offset, length), position);
        if (n > 0) {
            position += n;
        }
        return n;
    }
}
