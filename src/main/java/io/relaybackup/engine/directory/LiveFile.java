package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** A file of the live directory, opened through its directory's handle. */
final class LiveFile implements Closeable {

    private final SeekableByteChannel channel;
    private final BasicFileAttributes seen;

    private LiveFile(SeekableByteChannel channel, BasicFileAttributes seen) {
        this.channel = channel;
        this.seen = seen;
    }

    /**
     * Opens a child of a directory.
     *
     * @throws NoSuchFileException when it is gone, or is no regular file
     */
    static LiveFile open(DirectoryHandle directory, Path place, TreePath path) throws IOException {
        BasicFileAttributes seen = directory.look(place);
        // Opening a fifo would wait for somebody to write to it, so look first.
        if (!seen.isRegularFile()) {
            throw new NoSuchFileException(path.toString(), null, "no longer a file");
        }
        return new LiveFile(directory.openFile(place), seen);
    }

    /** How the file looked, through the handle, just before it was opened. */
    BasicFileAttributes seen() {
        return seen;
    }

    SeekableByteChannel channel() {
        return channel;
    }

    /** The part of a file that grows by lines which is whole: all of it when it has not been written to of late. */
    long wholeLines(LiveSource source, ByteBuffer buffer) throws IOException {
        Instant still = source.now().minus(source.settings().lineWholeAfter());
        if (!seen.lastModifiedTime().toInstant().isAfter(still)) {
            return seen.size();
        }
        return LastLine.end(channel, seen.size(), buffer);
    }

    /** The first {@code limit} bytes; closing the stream closes the file. */
    InputStream stream(long limit) {
        InputStream whole = Channels.newInputStream(channel);
        return limit == Long.MAX_VALUE ? whole : new FirstBytes(whole, limit);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
