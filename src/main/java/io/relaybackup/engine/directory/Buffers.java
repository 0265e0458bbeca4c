package io.relaybackup.engine.directory;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Direct buffers that are used again and again; as many as were ever taken at one time. */
final class Buffers {

    private static final int SIZE = 256 * 1024;

    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    ByteBuffer take() {
        @Nullable ByteBuffer buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(SIZE) : buffer;
    }

    void give(ByteBuffer buffer) {
        idle.add(buffer);
    }
}
