package io.relaybackup.engine.repository;

import io.relaybackup.engine.chunk.Chunker;
import io.relaybackup.engine.chunk.Polynomial;
import io.relaybackup.engine.repository.BlobWriter.Saved;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Saves chunks of files beside the threads that read them, so that one large file keeps several processors busy; when
 * all are, whoever comes saves its chunk itself. Lends buffers and chunkers. Safe for many threads.
 */
final class ChunkSaver implements Closeable {

    private final BlobWriter blobs;
    private final Polynomial polynomial;
    private final ExecutorService threads;
    private final Semaphore free;
    private final BufferPool buffers;
    private final ConcurrentLinkedDeque<Chunker> chunkers = new ConcurrentLinkedDeque<>();

    ChunkSaver(BlobWriter blobs, Polynomial polynomial, int threads) {
        this.blobs = blobs;
        this.polynomial = polynomial;
        this.buffers = blobs.buffers(FileChunks.BUFFER);
        this.free = new Semaphore(threads);
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "repository-chunks");
            thread.setDaemon(true);
            return thread;
        });
    }

    BlobWriter blobs() {
        return blobs;
    }

    /** Saves a chunk; the bytes can be overwritten when this returns. */
    Saved save(byte[] bytes, int from, int length) throws IOException {
        return blobs.save(BlobType.DATA, bytes, from, length);
    }

    /** Whether a chunk is worth another thread, and one is at once promised to it. */
    boolean isFreeFor(int length) {
        return length >= Chunker.SHORTEST && free.tryAcquire();
    }

    /** Saves a chunk in the thread that was promised, and then gives the buffer that was taken back. */
    Future<Saved> saveAndGiveBack(byte[] buffer, int from, int length) {
        return threads.submit(() -> {
            try {
                return save(buffer, from, length);
            } finally {
                giveBack(buffer);
                free.release();
            }
        });
    }

    byte[] takeBuffer() {
        return buffers.take();
    }

    void giveBack(byte[] buffer) {
        buffers.give(buffer);
    }

    Chunker takeChunker() {
        Chunker chunker = chunkers.poll();
        return chunker == null ? new Chunker(polynomial) : chunker;
    }

    void giveBack(Chunker chunker) {
        chunker.reset();
        chunkers.push(chunker);
    }

    /** Returns when nothing is saved any more. */
    @Override
    public void close() {
        Shares.end(threads);
    }
}
