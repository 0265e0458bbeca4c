package io.relaybackup.crash;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open directory in which names are removed and renamed by themselves. Only reads files, as the product does. */
final class WatchedDirectory implements SecureDirectoryStream<Path> {

    private final WatchedFileSystem system;
    private final Watch watch;
    private final Path path;
    private final SecureDirectoryStream<Path> real;

    /** @param path where it was when it was opened */
    WatchedDirectory(WatchedFileSystem system, Watch watch, Path path, SecureDirectoryStream<Path> real) {
        this.system = system;
        this.watch = watch;
        this.path = path;
        this.real = real;
    }

    /** The JDK knows no more of a file here than its name. */
    private void before(Call call, Path name) throws IOException {
        watch.before(call, path.resolve(name), name.toString());
    }

    private @Nullable Slot slot(Path name) throws IOException {
        Integer directory = watch.number(
                real.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
        return directory == null ? null : new Slot(directory, name);
    }

    @Override
    public Iterator<Path> iterator() {
        Iterator<Path> children = real.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    watch.before(Call.NEXT_NAME, path);
                } catch (IOException e) {
                    throw new DirectoryIteratorException(e);
                }
                return children.hasNext();
            }

            @Override
            public Path next() {
                return system.wrap(children.next());
            }
        };
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options) throws IOException {
        Path name = WatchedPath.real(path);
        before(Call.LIST, name);
        return new WatchedDirectory(
                system, watch, this.path.resolve(name).normalize(), real.newDirectoryStream(name, options));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
            throw new UnsupportedOperationException("not recorded");
        }
        Path name = WatchedPath.real(path);
        before(Call.OPEN, name);
        SeekableByteChannel channel = real.newByteChannel(name, options, attributes);
        return channel instanceof FileChannel file
                ? new WatchedChannel(file, watch, null, this.path.resolve(name), false)
                : channel;
    }

    @Override
    public void deleteFile(Path path) throws IOException {
        Path name = WatchedPath.real(path);
        synchronized (watch) {
            before(Call.REMOVE, name);
            Slot slot = slot(name);
            real.deleteFile(name);
            watch.removed(slot);
        }
    }

    @Override
    public void deleteDirectory(Path path) throws IOException {
        Path name = WatchedPath.real(path);
        synchronized (watch) {
            before(Call.REMOVE, name);
            Slot slot = slot(name);
            real.deleteDirectory(name);
            watch.removed(slot);
        }
    }

    @Override
    public void move(Path source, SecureDirectoryStream<Path> directory, Path target) {
        throw new UnsupportedOperationException("not recorded");
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
        return readOnly(real.getFileAttributeView(type), type, () -> {});
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        Path name = WatchedPath.real(path);
        return readOnly(real.getFileAttributeView(name, type, options), type, () -> before(Call.STAT, name));
    }

    private static <V extends FileAttributeView> @Nullable V readOnly(
            @Nullable V view, Class<V> type, WatchedViews.Change look) {
        return view == null ? null : WatchedViews.of(view, type, new ReadOnly(look));
    }

    private record ReadOnly(WatchedViews.Change before) implements WatchedViews.Target {

        @Override
        public void look() throws IOException {
            before.make();
        }

        @Override
        public void change(WatchedViews.Change change) {
            throw new UnsupportedOperationException("not recorded");
        }
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
