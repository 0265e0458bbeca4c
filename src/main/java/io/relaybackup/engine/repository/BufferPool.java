package io.relaybackup.engine.repository;

import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Lends large buffers of one length, so that a few are made and not one for each pack or chunk. Those that nobody uses
 * go when memory is wanted for something else. Safe for many threads.
 */
final class BufferPool {

    private final int length;
    private final ConcurrentLinkedDeque<SoftReference<byte[]>> idle = new ConcurrentLinkedDeque<>();

    BufferPool(int length) {
        this.length = length;
    }

    /** Bytes of each. */
    int length() {
        return length;
    }

    byte[] take() {
        for (SoftReference<byte[]> next = idle.poll(); next != null; next = idle.poll()) {
            byte[] buffer = next.get();
            if (buffer != null) {
                return buffer;
            }
        }
        return new byte[length];
    }

    /** Takes back what it lent; any other array is left to the collector. */
    void give(byte[] buffer) {
        if (buffer.length == length) {
            idle.push(new SoftReference<>(buffer));
        }
    }
}
