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

/**
 * A real channel of which writes, cuts and forces are recorded. Nothing is really forced, as nobody here cuts the real
 * power.
 */
final class RecordingChannel extends FileChannel {

    private final FileChannel real;
    private final Recorder recorder;
    private final @Nullable Integer inode;
    private final Path path;
    private final boolean append;

    RecordingChannel(FileChannel real, Recorder recorder, @Nullable Integer inode, Path path, boolean append) {
        this.real = real;
        this.recorder = recorder;
        this.inode = inode;
        this.path = path;
        this.append = append;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return real.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return real.read(into, offset, length);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return real.read(into, position);
    }

    @Override
    public int write(ByteBuffer content) throws IOException {
        synchronized (recorder) {
            recorder.permit();
            long at = append ? real.size() : real.position();
            ByteBuffer whole = content.duplicate();
            int n = real.write(content);
            recorder.written(inode, at, first(whole, n));
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
        synchronized (recorder) {
            recorder.permit();
            ByteBuffer whole = content.duplicate();
            int n = real.write(content, position);
            recorder.written(inode, position, first(whole, n));
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
        synchronized (recorder) {
            recorder.permit();
            boolean cut = size < real.size();
            real.truncate(size);
            if (cut) {
                recorder.truncated(inode, size);
            }
            return this;
        }
    }

    @Override
    public void force(boolean metadata) {
        synchronized (recorder) {
            recorder.permit();
            recorder.forced(inode, path);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
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
