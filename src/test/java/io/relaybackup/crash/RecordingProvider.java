package io.relaybackup.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does what the real provider does, and has it recorded. */
final class RecordingProvider extends FileSystemProvider {

    private final RecordingFileSystem system;
    private final FileSystemProvider real;
    private final Recorder recorder;

    RecordingProvider(RecordingFileSystem system, FileSystemProvider real, Recorder recorder) {
        this.system = system;
        this.real = real;
        this.recorder = recorder;
    }

    /** Another than the real one's: programs of the system must not be told of places here. */
    @Override
    public String getScheme() {
        return "recording";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        return system.wrap(real.getPath(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path place = RecordingPath.real(path);
        synchronized (recorder) {
            return channel(place, recorder.slot(place), options, () -> real.newFileChannel(place, options, attributes));
        }
    }

    /** Opens something. */
    interface Opening {
        FileChannel open() throws IOException;
    }

    private FileChannel channel(Path place, @Nullable Slot slot, Set<? extends OpenOption> options, Opening opening)
            throws IOException {
        if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
            throw new UnsupportedOperationException("not recorded");
        }
        LinkOption[] links = options.contains(LinkOption.NOFOLLOW_LINKS)
                ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
                : new LinkOption[0];
        boolean writing = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        boolean absent = writing && Files.notExists(place, links);
        if (writing) {
            recorder.permit();
        }
        FileChannel channel = opening.open();
        if (absent) {
            recorder.created(slot, place);
        }
        Integer inode = recorder.number(place, links);
        if (writing && !absent && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            recorder.truncated(inode, 0);
        }
        return new RecordingChannel(channel, recorder, inode, place, options.contains(StandardOpenOption.APPEND));
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Path place = RecordingPath.real(directory);
        DirectoryStream<Path> stream = real.newDirectoryStream(place, child -> filter.accept(system.wrap(child)));
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new RecordingDirectory(system, recorder, secure);
        }
        stream.close();
        throw new IOException("the real file system has no secure streams");
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        Path place = RecordingPath.real(directory);
        synchronized (recorder) {
            recorder.permit();
            Slot slot = recorder.slot(place);
            real.createDirectory(place, attributes);
            recorder.created(slot, place);
        }
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        Path place = RecordingPath.real(link);
        synchronized (recorder) {
            recorder.permit();
            Slot slot = recorder.slot(place);
            real.createSymbolicLink(place, RecordingPath.real(target), attributes);
            recorder.created(slot, place);
        }
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Path place = RecordingPath.real(link);
        Path from = RecordingPath.real(existing);
        synchronized (recorder) {
            recorder.permit();
            Slot slot = recorder.slot(place);
            Integer inode = recorder.number(from, LinkOption.NOFOLLOW_LINKS);
            real.createLink(place, from);
            recorder.linked(slot, inode);
        }
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return system.wrap(real.readSymbolicLink(RecordingPath.real(link)));
    }

    @Override
    public void delete(Path path) throws IOException {
        Path place = RecordingPath.real(path);
        synchronized (recorder) {
            recorder.permit();
            Slot slot = recorder.slot(place);
            real.delete(place);
            recorder.removed(slot);
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("not recorded");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = RecordingPath.real(source);
        Path to = RecordingPath.real(target);
        synchronized (recorder) {
            recorder.permit();
            Slot old = recorder.slot(from);
            Slot now = recorder.slot(to);
            Integer inode = recorder.number(from, LinkOption.NOFOLLOW_LINKS);
            real.move(from, to, options);
            recorder.renamed(old, now, inode);
        }
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return real.isSameFile(RecordingPath.real(one), RecordingPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(RecordingPath.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(RecordingPath.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(RecordingPath.real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        Path place = RecordingPath.real(path);
        V view = real.getFileAttributeView(place, type, options);
        return view == null ? null : RecordingViews.of(view, type, new PathTarget(place, options));
    }

    /** What a view is of. */
    private final class PathTarget implements RecordingViews.Target {

        private final Path place;
        private final LinkOption[] options;

        private PathTarget(Path place, LinkOption... options) {
            this.place = place;
            this.options = options;
        }

        @Override
        public void change(RecordingViews.Change change) throws IOException {
            synchronized (recorder) {
                recorder.permit();
                change.make();
                Path end = options.length == 0 ? place.toRealPath() : place;
                recorder.attributesSet(recorder.number(end, LinkOption.NOFOLLOW_LINKS), Attributes.of(end));
            }
        }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return real.readAttributes(RecordingPath.real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return real.readAttributes(RecordingPath.real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Path place = RecordingPath.real(path);
        new PathTarget(place, options).change(() -> real.setAttribute(place, attribute, value, options));
    }
}
