package io.relaybackup.engine.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file that knows its name: where the JDK says no more than "No space left on device", this throws a
 * {@link java.nio.file.FileSystemException} with the path. Otherwise the channel that it wraps; locks are that one's.
 */
public final class NamedChannel extends FileChannel {

    private final FileChannel channel;
    private final Path path;

    private NamedChannel(FileChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    /** {@link FileChannel#open(Path, Set, FileAttribute[])}. */
    public static FileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new NamedChannel(FileChannel.open(path, options, attributes), path);
    }

    /** {@link FileChannel#open(Path, OpenOption...)}. */
    public static FileChannel open(Path path, OpenOption... options) throws IOException {
        return new NamedChannel(FileChannel.open(path, options), path);
    }

    /** What was opened in another way; what is no file's channel stays as it is. */
    public static SeekableByteChannel of(SeekableByteChannel channel, Path path) {
        return channel instanceof FileChannel file ? new NamedChannel(file, path) : channel;
    }

    /** A file's bytes; a symlink in its place is not followed. Not buffered. */
    public static InputStream input(Path path) throws IOException {
        return Channels.newInputStream(open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T named(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (IOException e) {
            throw FailedFile.named(path, e);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw FailedFile.named(path, e);
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        try {
            return channel.read(into, position);
        } catch (IOException e) {
            throw FailedFile.named(path, e);
        }
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return named(() -> channel.read(into, offset, length));
    }

    @Override
    public int write(ByteBuffer content) throws IOException {
        try {
            return channel.write(content);
        } catch (IOException e) {
            throw FailedFile.named(path, e);
        }
    }

    @Override
    public int write(ByteBuffer content, long position) throws IOException {
        try {
            return channel.write(content, position);
        } catch (IOException e) {
            throw FailedFile.named(path, e);
        }
    }

    @Override
    public long write(ByteBuffer[] contents, int offset, int length) throws IOException {
        return named(() -> channel.write(contents, offset, length));
    }

    @Override
    public long position() throws IOException {
        return named(channel::position);
    }

    @Override
    public FileChannel position(long position) throws IOException {
        named(() -> channel.position(position));
        return this;
    }

    @Override
    public long size() throws IOException {
        return named(channel::size);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        named(() -> channel.truncate(size));
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        named(() -> {
            channel.force(metadata);
            return path;
        });
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return named(() -> channel.transferTo(position, count, target));
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return named(() -> channel.transferFrom(source, position, count));
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return named(() -> channel.map(mode, position, size));
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return named(() -> channel.lock(position, size, shared));
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        try {
            return channel.tryLock(position, size, shared);
        } catch (IOException e) {
            throw FailedFile.named(path, e);
        }
    }

    @Override
    protected void implCloseChannel() throws IOException {
        named(() -> {
            channel.close();
            return path;
        });
    }
}
