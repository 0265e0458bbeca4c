package io.relaybackup.engine.directory;

import io.relaybackup.engine.directory.CaptureRules.Treatment;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads files that may change meanwhile and hands over what held still. One thread; keeps the last file's directory
 * open for the next.
 *
 * <p>A file is looked at through its directory's handle before it is opened, and by path when it has been read. When
 * both looks and the stamp from before show one file in one state, then what was read is that state: taking another
 * file's place and giving it back would have changed its ctime.
 */
final class LiveFileReader implements Closeable {

    private static final int PAUSE_GROWTH = 4;

    private final LiveSource source;
    private final ContentReceiver receiver;
    private final Buffers buffers;
    private final ByteBuffer buffer;
    private @Nullable DirectoryHandle directory;

    LiveFileReader(LiveSource source, ContentReceiver receiver, Buffers buffers) {
        this.source = source;
        this.receiver = receiver;
        this.buffers = buffers;
        this.buffer = buffers.take();
    }

    /**
     * Reads one file; ends in the receiver's {@code end} or {@code failed}.
     *
     * @throws IOException what the receiver threw
     */
    void read(Entry file) throws IOException {
        Entry settled;
        try {
            settled = settle(file);
        } catch (SourceException e) {
            receiver.failed(file, LiveSource.asGone(file.path(), e.reason()));
            return;
        }
        receiver.end(file, settled);
    }

    private Entry settle(Entry file) throws IOException, SourceException {
        boolean growing = source.rules().of(file.path()) == Treatment.APPEND_ONLY;
        int rereads = source.settings().rereads();
        for (int attempt = 0; true; attempt++) {
            receiver.begin(file);
            Path place = place(file.path());
            Reading reading = growing ? lines(file, place) : whole(file, place, attempt == 0 ? file.stamp() : null);
            if (reading.isStable()) {
                return reading.entry();
            }
            if (attempt == rereads) {
                return asItIs(reading.entry(), place);
            }
            // The path may lead to another directory by now, so that the handle is of an old one.
            leaveDirectory();
            pause(attempt);
        }
    }

    /**
     * Reads a file from end to end.
     *
     * @param listed how it was when it was listed, which saves a look; null when it has changed since
     */
    private Reading whole(Entry file, Path place, @Nullable SourceStamp listed) throws IOException, SourceException {
        Instant young = source.young();
        try (LiveFile live = open(file.path(), place)) {
            BasicFileAttributes seen = live.seen();
            SourceStamp before = listed != null && isLike(listed, seen)
                    ? listed
                    : look(place).inode().stamp(false);
            long size = copy(file, live, seen.size());
            Map<String, RawText> extended = extended(place);
            Inode.Keyed after = look(place);
            boolean stable = size == seen.size()
                    && after.agreesWith(seen)
                    && after.inode().isUnchangedSince(before);
            return new Reading(entry(file, size, after.inode(), extended, young), stable);
        }
    }

    /** Reads the whole lines that a growing file has when it is opened; that it grows on is no change. */
    private Reading lines(Entry file, Path place) throws IOException, SourceException {
        Instant young = source.young();
        try (LiveFile live = open(file.path(), place)) {
            BasicFileAttributes seen = live.seen();
            Inode before = look(place).inode();
            long end = wholeLines(live);
            long size = copy(file, live, end);
            Map<String, RawText> extended = extended(place);
            Inode.Keyed after = look(place);
            boolean stable = size == end
                    && after.agreesWith(seen)
                    && after.inode().isSameFileAs(before)
                    && after.inode().size() >= seen.size();
            Entry entry = entry(file, size, before, extended, young);
            return new Reading(size == before.size() ? entry : unsettled(entry), stable);
        }
    }

    private static Entry entry(Entry file, long size, Inode inode, Map<String, RawText> extended, Instant young) {
        return new Entry(
                file.path(),
                EntryType.FILE,
                size,
                inode.metadata(extended),
                null,
                null,
                LiveSource.stamp(inode, young));
    }

    private static Entry unsettled(Entry entry) {
        return entry.stamp() == null ? entry : entry.withStamp(entry.stamp().unsettled());
    }

    private static boolean isLike(SourceStamp listed, BasicFileAttributes seen) {
        return listed.size() == seen.size()
                && listed.modified().equals(seen.lastModifiedTime().toInstant());
    }

    /** Of a file that never held still; its metadata must at least be from the directory that was meant. */
    private Entry asItIs(Entry entry, Path place) throws IOException, SourceException {
        try {
            if (!Inode.keyed(place).agreesWith(directory(entry.path()).look(place))) {
                throw new NoSuchFileException(entry.path().toString(), null, "its directory was replaced");
            }
        } catch (IOException e) {
            throw SourceException.of(e);
        }
        source.warn(entry.path(), "changed each time it was read; kept as it was met the last time");
        return unsettled(entry);
    }

    private long copy(Entry file, LiveFile live, long limit) throws IOException, SourceException {
        long offset = 0;
        while (offset < limit) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), limit - offset));
            int n = fill(live);
            if (n < 0) {
                break;
            }
            receiver.chunk(file, offset, buffer.flip());
            offset += n;
        }
        return offset;
    }

    private int fill(LiveFile live) throws IOException, SourceException {
        try {
            return live.channel().read(buffer);
        } catch (IOException e) {
            throw SourceException.of(e);
        }
    }

    private long wholeLines(LiveFile live) throws IOException, SourceException {
        try {
            return live.wholeLines(source, buffer);
        } catch (IOException e) {
            throw SourceException.of(e);
        }
    }

    private static Inode.Keyed look(Path place) throws IOException, SourceException {
        try {
            return Inode.keyed(place);
        } catch (IOException e) {
            throw SourceException.of(e);
        }
    }

    private static Map<String, RawText> extended(Path place) throws IOException, SourceException {
        try {
            return ExtendedAttributes.read(place);
        } catch (IOException e) {
            throw SourceException.of(e);
        }
    }

    private LiveFile open(TreePath path, Path place) throws IOException, SourceException {
        try {
            return LiveFile.open(directory(path), place, path);
        } catch (IOException e) {
            throw SourceException.of(e);
        }
    }

    private Path place(TreePath path) throws IOException, SourceException {
        try {
            return directory(path).child(path.name());
        } catch (IOException e) {
            throw SourceException.of(e);
        }
    }

    private DirectoryHandle directory(TreePath file) throws IOException {
        TreePath parent = file.parent();
        DirectoryHandle handle = directory;
        if (handle == null || !handle.where().equals(parent)) {
            release();
            handle = source.handles().acquire(parent);
            directory = handle;
        }
        return handle;
    }

    private void leaveDirectory() throws IOException {
        if (directory != null) {
            source.handles().forget(directory);
        }
        release();
    }

    private void pause(int attempt) throws InterruptedIOException {
        try {
            Thread.sleep(source.settings().pause().toMillis() * (long) Math.pow(PAUSE_GROWTH, attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a file to hold still");
        }
    }

    @Override
    public void close() throws IOException {
        buffers.give(buffer);
        release();
    }

    private void release() throws IOException {
        DirectoryHandle handle = directory;
        directory = null;
        if (handle != null) {
            source.handles().release(handle);
        }
    }

    /**
     * What came of reading a file once.
     *
     * @param isStable whether nothing speaks against its being one state of the file
     */
    private record Reading(Entry entry, boolean isStable) {}
}
