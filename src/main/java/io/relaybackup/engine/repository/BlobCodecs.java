package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.SecretKey;
import java.io.Closeable;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Lends codecs and buffers, as many as there are threads at work, and keeps them for the next. Safe for many threads.
 */
final class BlobCodecs implements Closeable {

    private final SecretKey master;
    private final SecureRandom random;
    private final Compression compression;
    private final int version;
    private final ConcurrentLinkedDeque<BlobCodec> idle = new ConcurrentLinkedDeque<>();
    private final Map<Integer, BufferPool> buffers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param version of the format */
    BlobCodecs(SecretKey master, SecureRandom random, Compression compression, int version) {
        this.master = master;
        this.random = random;
        this.compression = compression;
        this.version = version;
    }

    BlobCodec take() {
        BlobCodec codec = idle.poll();
        if (codec == null) {
            return new BlobCodec(master, random, compression, version > 1);
        }
        codec.resume();
        return codec;
    }

    /** Buffers of a length. */
    BufferPool buffers(int length) {
        return buffers.computeIfAbsent(length, BufferPool::new);
    }

    void giveBack(BlobCodec codec) {
        codec.rest();
        idle.push(codec);
        if (closed) {
            close();
        }
    }

    /** Those that are lent are closed when they come back. */
    @Override
    public void close() {
        closed = true;
        for (BlobCodec codec = idle.poll(); codec != null; codec = idle.poll()) {
            codec.close();
        }
    }
}
