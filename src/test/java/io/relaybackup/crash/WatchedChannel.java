package io.relaybackup.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A real channel that is watched. Nothing is really forced, as nobody here cuts the real power. */
final class WatchedChannel extends FileChannel {

    private final FileChannel real;
    private final Watch watch;
    private final @Nullable Integer inode;
    private final Path path;
    private final boolean append;

    WatchedChannel(FileChannel real, Watch watch, @Nullable Integer inode, Path path, boolean append) {
        this.real = real;
        this.watch = watch;
        this.inode = inode;
        this.path = path;
        this.append = append;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        watch.before(Call.READ, path);
        return shortened(into, real::read);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        watch.before(Call.READ, path);
        return real.read(into, offset, length);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        watch.before(Call.READ, path);
        return shortened(into, buffer -> real.read(buffer, position));
    }

    private interface Read {
        int into(ByteBuffer buffer) throws IOException;
    }

    private int shortened(ByteBuffer into, Read read) throws IOException {
        int limit = into.limit();
        try {
            return read.into(into.limit(into.position() + watch.most(path, into.remaining())));
        } finally {
            into.limit(limit);
        }
    }

    @Override
    public int write(ByteBuffer content) throws IOException {
        synchronized (watch) {
            watch.before(Call.WRITE, path);
            long at = append ? real.size() : real.position();
            ByteBuffer whole = content.duplicate();
            int n = real.write(content);
            watch.written(inode, at, first(whole, n));
            return n;
        }
    }

    @Override
    public long write(ByteBuffer[] contents, int offset, int length) throws IOException {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            all += write(contents[i]);
        }
        return all;
    }

    @Override
    public int write(ByteBuffer content, long position) throws IOException {
        synchronized (watch) {
            watch.before(Call.WRITE, path);
            ByteBuffer whole = content.duplicate();
            int n = real.write(content, position);
            watch.written(inode, position, first(whole, n));
            return n;
        }
    }

    private static byte[] first(ByteBuffer content, int length) {
        byte[] bytes = new byte[length];
        content.get(bytes);
        return bytes;
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        synchronized (watch) {
            watch.before(Call.TRUNCATE, path);
            boolean cut = size < real.size();
            real.truncate(size);
            if (cut) {
                watch.truncated(inode, size);
            }
            return this;
        }
    }

    @Override
    public void force(boolean metadata) throws IOException {
        synchronized (watch) {
            watch.before(Call.FORCE, path);
            watch.forced(inode, path);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        watch.before(Call.READ, path);
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("not recorded");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        if (mode != MapMode.READ_ONLY) {
            throw new UnsupportedOperationException("not recorded");
        }
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
