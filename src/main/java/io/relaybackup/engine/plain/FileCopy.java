package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.Holes;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file of a draft while its content comes in: written and hashed in one pass when the content comes from front to
 * back, hashed from the disk when it does not. One thread at a time.
 */
final class FileCopy {

    /** Large enough to stream, small enough that the disk is never idle for long. */
    private static final long WRITEBACK = 32L * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final Path path;

    private final Writeback writeback;

    private final Progress progress;

    private final MessageDigest digest = Sha256.digest();

    private @Nullable FileChannel channel;

    /** How far the content has come without a gap; negative once it came otherwise. */
    private long hashed;

    private long writtenOut;

    private boolean holes;

    FileCopy(Path path, Writeback writeback, Progress progress) {
        this.path = path;
        this.writeback = writeback;
        this.progress = progress;
    }

    /** Starts, or starts anew. */
    void begin() throws IOException {
        if (channel == null) {
            channel = PrivateFiles.createFile(path);
        } else {
            channel.truncate(0);
            digest.reset();
        }
        hashed = 0;
        writtenOut = 0;
    }

    void chunk(long offset, ByteBuffer content) throws IOException {
        FileChannel file = opened();
        int length = content.remaining();
        if (offset == hashed) {
            digest.update(content.duplicate());
            hashed += length;
        } else {
            hashed = -1;
        }
        progress.checkCancelled();
        write(file, offset, content);
        if (hashed - writtenOut >= WRITEBACK) {
            writtenOut = hashed;
            writeback.start(file);
        }
        progress.advance(0, length);
    }

    private void write(FileChannel file, long offset, ByteBuffer content) throws IOException {
        if (Holes.fits(content)) {
            holes = true;
            content.position(content.limit());
            return;
        }
        long at = offset;
        while (content.hasRemaining()) {
            at += file.write(content, at);
        }
    }

    /** Ends the content at a size; returns its SHA-256. */
    ContentId end(long size, Instant modified) throws IOException {
        FileChannel file = opened();
        if (holes || hashed != size) {
            // Where the source was cut, too much may have come; where it ends in zeros, nobody wrote them.
            file.truncate(size);
            Holes.extend(file, size);
        }
        if (hashed != size) {
            hash(file);
        }
        ContentId id = ContentId.sha256(digest.digest());
        channel = null;
        if (writtenOut > 0) {
            writeback.finish(file);
        } else {
            file.close();
        }
        Files.setLastModifiedTime(path, FileTime.from(modified));
        return id;
    }

    private void hash(FileChannel file) throws IOException {
        digest.reset();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = 0;
        for (int n = file.read(buffer, at); n >= 0; n = file.read(buffer, at)) {
            digest.update(buffer.flip());
            buffer.clear();
            at += n;
        }
    }

    /** Forgets what has come. */
    void abandon() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
            Files.deleteIfExists(path);
        }
    }

    /** Takes back a file that has ended. */
    void discard() throws IOException {
        Files.deleteIfExists(path);
    }

    private FileChannel opened() {
        if (channel == null) {
            throw new IllegalStateException("content before its begin: " + path.getFileName());
        }
        return channel;
    }
}
