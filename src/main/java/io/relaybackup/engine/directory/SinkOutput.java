package io.relaybackup.engine.directory;

import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.ContentMismatchException;
import io.relaybackup.engine.tree.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/** A file being written, piece by piece in any order, and hashed on the way as long as the order allows. */
final class SinkOutput implements Closeable {

    /** Readable too, as what came out of order is hashed at the end. */
    private static final Set<OpenOption> NEW = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private static final int STEP = 64 * 1024;

    private final FileChannel channel;
    private final MessageDigest digest = sha256();

    /** How far the digest has come; negative when a piece came out of order. */
    private long hashed;

    private SinkOutput(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates a file that must not exist. */
    static SinkOutput create(Path path) throws IOException {
        return new SinkOutput(NamedChannel.open(path, NEW, Privacy.FILE));
    }

    /** Forgets what was written. */
    void restart() throws IOException {
        channel.truncate(0);
        digest.reset();
        hashed = 0;
    }

    void write(long offset, ByteBuffer content) throws IOException {
        if (offset == hashed) {
            hashed += content.remaining();
            digest.update(content.duplicate());
        } else {
            hashed = -1;
        }
        if (Holes.fits(content)) {
            return;
        }
        long at = offset;
        while (content.hasRemaining()) {
            at += channel.write(content, at);
        }
    }

    /** Gives the file its size, as pieces of zeros may not have come, and checks its content. */
    void finish(Entry entry) throws IOException {
        long size = entry.size();
        if (channel.size() > size) {
            throw new IOException("more content than the " + size + " bytes of '" + entry.path() + "'");
        }
        Holes.extend(channel, size);
        ContentId expected = entry.contentId();
        if (expected == null || !expected.isSha256()) {
            return;
        }
        ContentId found = ContentId.sha256(hashed == size ? digest.digest() : hashAgain());
        if (!found.equals(expected)) {
            throw new ContentMismatchException(entry.path(), expected, found);
        }
    }

    private byte[] hashAgain() throws IOException {
        digest.reset();
        ByteBuffer buffer = ByteBuffer.allocate(STEP);
        long at = 0;
        for (int n = channel.read(buffer, at); n >= 0; n = channel.read(buffer.clear(), at)) {
            at += n;
            digest.update(buffer.flip());
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
