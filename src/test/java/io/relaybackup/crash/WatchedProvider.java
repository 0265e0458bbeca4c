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

/** Does what the real provider does, and has it watched. */
final class WatchedProvider extends FileSystemProvider {

    private final WatchedFileSystem system;
    private final FileSystemProvider real;
    private final Watch watch;

    WatchedProvider(WatchedFileSystem system, FileSystemProvider real, Watch watch) {
        this.system = system;
        this.real = real;
        this.watch = watch;
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
        Path place = WatchedPath.real(path);
        synchronized (watch) {
            return channel(place, watch.slot(place), options, () -> real.newFileChannel(place, options, attributes));
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
        watch.before(!writing ? Call.OPEN : absent ? Call.CREATE : Call.OPEN_TO_WRITE, place);
        FileChannel channel = opening.open();
        if (absent) {
            watch.created(slot, place);
        }
        Integer inode = watch.number(place, links);
        if (writing && !absent && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            watch.truncated(inode, 0);
        }
        return new WatchedChannel(channel, watch, inode, place, options.contains(StandardOpenOption.APPEND));
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Path place = WatchedPath.real(directory);
        watch.before(Call.LIST, place);
        DirectoryStream<Path> stream = real.newDirectoryStream(place, child -> filter.accept(system.wrap(child)));
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new WatchedDirectory(system, watch, place, secure);
        }
        stream.close();
        throw new IOException("the real file system has no secure streams");
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        Path place = WatchedPath.real(directory);
        synchronized (watch) {
            watch.before(Call.CREATE_DIRECTORY, place);
            Slot slot = watch.slot(place);
            real.createDirectory(place, attributes);
            watch.created(slot, place);
        }
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        Path place = WatchedPath.real(link);
        synchronized (watch) {
            watch.before(Call.CREATE_SYMLINK, place);
            Slot slot = watch.slot(place);
            real.createSymbolicLink(place, WatchedPath.real(target), attributes);
            watch.created(slot, place);
        }
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Path place = WatchedPath.real(link);
        Path from = WatchedPath.real(existing);
        synchronized (watch) {
            watch.before(Call.LINK, place);
            Slot slot = watch.slot(place);
            Integer inode = watch.number(from, LinkOption.NOFOLLOW_LINKS);
            real.createLink(place, from);
            watch.linked(slot, inode);
        }
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        Path place = WatchedPath.real(link);
        watch.before(Call.READ_LINK, place);
        return system.wrap(real.readSymbolicLink(place));
    }

    @Override
    public void delete(Path path) throws IOException {
        Path place = WatchedPath.real(path);
        synchronized (watch) {
            watch.before(Call.REMOVE, place);
            Slot slot = watch.slot(place);
            real.delete(place);
            watch.removed(slot);
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("not recorded");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = WatchedPath.real(source);
        Path to = WatchedPath.real(target);
        synchronized (watch) {
            watch.before(Call.RENAME, from);
            Slot old = watch.slot(from);
            Slot now = watch.slot(to);
            Integer inode = watch.number(from, LinkOption.NOFOLLOW_LINKS);
            real.move(from, to, options);
            watch.renamed(old, now, inode);
        }
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        watch.before(Call.STAT, WatchedPath.real(one));
        return real.isSameFile(WatchedPath.real(one), WatchedPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(WatchedPath.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(WatchedPath.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Path place = WatchedPath.real(path);
        watch.before(Call.STAT, place);
        real.checkAccess(place, modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        Path place = WatchedPath.real(path);
        V view = real.getFileAttributeView(place, type, options);
        return view == null ? null : WatchedViews.of(view, type, new PathTarget(place, options));
    }

    /** What a view is of. */
    private final class PathTarget implements WatchedViews.Target {

        private final Path place;
        private final LinkOption[] options;

        private PathTarget(Path place, LinkOption... options) {
            this.place = place;
            this.options = options;
        }

        @Override
        public void look() throws IOException {
            watch.before(Call.STAT, place);
        }

        @Override
        public void change(WatchedViews.Change change) throws IOException {
            synchronized (watch) {
                watch.before(Call.SET_ATTRIBUTES, place);
                change.make();
                Path end = options.length == 0 ? place.toRealPath() : place;
                watch.attributesSet(watch.number(end, LinkOption.NOFOLLOW_LINKS), Attributes.of(end));
            }
        }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        Path place = WatchedPath.real(path);
        watch.before(Call.STAT, place);
        return real.readAttributes(place, type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        Path place = WatchedPath.real(path);
        watch.before(Call.STAT, place);
        return real.readAttributes(place, attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Path place = WatchedPath.real(path);
        new PathTarget(place, options).change(() -> real.setAttribute(place, attribute, value, options));
    }
}
