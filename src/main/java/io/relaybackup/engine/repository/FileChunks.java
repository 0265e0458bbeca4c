package io.relaybackup.engine.repository;

import io.relaybackup.engine.chunk.Chunker;
import io.relaybackup.engine.repository.BlobWriter.Saved;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Cuts one file's content, as it comes, into blobs. One thread at a time. */
final class FileChunks {

    private static final int ROOM = 1024 * 1024;

    /** A buffer in which the longest chunk fits, with what is read beyond it. */
    static final int BUFFER = Chunker.LONGEST + ROOM;

    private final ChunkSaver saver;
    private final Chunker chunker;
    private final List<Future<Saved>> chunks = new ArrayList<>();
    private byte[] buffer;
    private int start;
    private int end;
    private long position;
    private boolean released;

    FileChunks(ChunkSaver saver, long expectedSize) {
        this.saver = saver;
        this.chunker = saver.takeChunker();
        this.buffer = expectedSize < Chunker.SHORTEST ? new byte[(int) expectedSize + 1] : saver.takeBuffer();
    }

    /** The content begins anew. */
    void restart() {
        chunker.reset();
        chunks.clear();
        start = 0;
        end = 0;
        position = 0;
    }

    /** Where the next piece is expected; what lies between is zero. */
    long position() {
        return position;
    }

    /** The next piece. */
    void append(ByteBuffer piece) throws IOException {
        position += piece.remaining();
        while (piece.hasRemaining()) {
            makeRoom();
            int n = Math.min(piece.remaining(), buffer.length - end);
            piece.get(buffer, end, n);
            end += n;
            cut(false);
        }
    }

    /** So many zero bytes. */
    void appendZeros(long count) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(count, ROOM));
        for (long left = count; left > 0; left -= zeros.limit()) {
            zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            append(zeros);
        }
    }

    private void makeRoom() {
        if (end < buffer.length) {
            return;
        }
        if (buffer.length < BUFFER) {
            byte[] large = saver.takeBuffer();
            System.arraycopy(buffer, start, large, 0, end - start);
            buffer = large;
        } else {
            System.arraycopy(buffer, start, buffer, 0, end - start);
        }
        end -= start;
        start = 0;
    }

    private void cut(boolean last) throws IOException {
        for (int n = chunker.next(buffer, start, end, last); n > 0; n = chunker.next(buffer, start, end, last)) {
            save(n);
        }
    }

    /** Saves the next bytes: in another thread when one is free, which takes the buffer, else in this one. */
    private void save(int length) throws IOException {
        int next = start + length;
        if (buffer.length == BUFFER && saver.isFreeFor(length)) {
            byte[] following = saver.takeBuffer();
            System.arraycopy(buffer, next, following, 0, end - next);
            chunks.add(saver.saveAndGiveBack(buffer, start, length));
            buffer = following;
            end -= next;
            start = 0;
        } else {
            chunks.add(CompletableFuture.completedFuture(saver.save(buffer, start, length)));
            start = next;
        }
    }

    /**
     * The file's blobs.
     *
     * @param addedBytes what the new ones take
     */
    record Content(List<Digest> blobs, long addedBytes) {}

    /** The content is whole. */
    Content finish() throws IOException {
        cut(true);
        if (end > start) {
            save(end - start);
        }
        release();
        List<Digest> ids = new ArrayList<>(chunks.size());
        long added = 0;
        for (Future<Saved> chunk : chunks) {
            Saved saved = await(chunk);
            ids.add(saved.id());
            added += saved.addedBytes();
        }
        return new Content(ids, added);
    }

    /** Gives back what it borrowed; nothing can be appended any more. */
    void release() {
        if (released) {
            return;
        }
        released = true;
        if (buffer.length == BUFFER) {
            saver.giveBack(buffer);
        }
        buffer = new byte[0];
        saver.giveBack(chunker);
    }

    static <T> T await(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw rethrow(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for blobs");
        }
    }

    static IOException rethrow(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
