package io.relaybackup.engine.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes bytes on until it is shut, then swallows them, so that what a compressor writes while it is closed after a
 * failure never makes a broken archive look whole. Closing it leaves the stream behind it open.
 */
final class Gate extends FilterOutputStream {

    private boolean shut;

    Gate(OutputStream out) {
        super(out);
    }

    void shut() {
        shut = true;
    }

    @Override
    public void write(int b) throws IOException {
        if (!shut) {
            out.write(b);
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (!shut) {
            out.write(buffer, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!shut) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
