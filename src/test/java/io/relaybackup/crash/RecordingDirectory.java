package io.relaybackup.crash;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
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
final class RecordingDirectory implements SecureDirectoryStream<Path> {

    private final RecordingFileSystem system;
    private final Recorder recorder;
    private final SecureDirectoryStream<Path> real;

    RecordingDirectory(RecordingFileSystem system, Recorder recorder, SecureDirectoryStream<Path> real) {
        this.system = system;
        this.recorder = recorder;
        this.real = real;
    }

    private @Nullable Slot slot(Path name) throws IOException {
        Integer directory = recorder.number(
                real.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
        return directory == null ? null : new Slot(directory, name);
    }

    @Override
    public Iterator<Path> iterator() {
        Iterator<Path> children = real.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
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
        return new RecordingDirectory(system, recorder, real.newDirectoryStream(RecordingPath.real(path), options));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
            throw new UnsupportedOperationException("not recorded");
        }
        Path name = RecordingPath.real(path);
        SeekableByteChannel channel = real.newByteChannel(name, options, attributes);
        return channel instanceof FileChannel file ? new RecordingChannel(file, recorder, null, name, false) : channel;
    }

    @Override
    public void deleteFile(Path path) throws IOException {
        Path name = RecordingPath.real(path);
        synchronized (recorder) {
            recorder.permit();
            Slot slot = slot(name);
            real.deleteFile(name);
            recorder.removed(slot);
        }
    }

    @Override
    public void deleteDirectory(Path path) throws IOException {
        Path name = RecordingPath.real(path);
        synchronized (recorder) {
            recorder.permit();
            Slot slot = slot(name);
            real.deleteDirectory(name);
            recorder.removed(slot);
        }
    }

    @Override
    public void move(Path source, SecureDirectoryStream<Path> directory, Path target) {
        throw new UnsupportedOperationException("not recorded");
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
        return readOnly(real.getFileAttributeView(type), type);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return readOnly(real.getFileAttributeView(RecordingPath.real(path), type, options), type);
    }

    private static <V extends FileAttributeView> @Nullable V readOnly(@Nullable V view, Class<V> type) {
        return view == null
                ? null
                : RecordingViews.of(view, type, change -> {
                    throw new UnsupportedOperationException("not recorded");
                });
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
