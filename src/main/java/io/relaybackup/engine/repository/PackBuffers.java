package io.relaybackup.engine.repository;

import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Lends buffers in which a whole pack fits, so that a backup makes a few of them and not one for each pack. Safe for
 * many threads.
 */
final class PackBuffers {

    private final int length;
    private final ConcurrentLinkedDeque<byte[]> idle = new ConcurrentLinkedDeque<>();

    PackBuffers(int length) {
        this.length = length;
    }

    /** Bytes of each. */
    int length() {
        return length;
    }

    byte[] take() {
        byte[] buffer = idle.poll();
        return buffer == null ? new byte[length] : buffer;
    }

    /** Takes back what it lent; any other array is left to the collector. */
    void give(byte[] buffer) {
        if (buffer.length == length) {
            idle.push(buffer);
        }
    }
}
