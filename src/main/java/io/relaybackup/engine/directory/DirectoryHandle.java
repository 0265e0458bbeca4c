package io.relaybackup.engine.directory;

import io.relaybackup.engine.file.FailedFile;
import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An open directory: names are looked up in it whatever has become of its own name since. Two file descriptors.
 *
 * <p>Its path is only a hint where it was; what is read by path counts only when device and inode agree with what is
 * seen through the handle.
 */
final class DirectoryHandle implements Closeable {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final TreePath where;
    private final Path path;
    private final SecureDirectoryStream<Path> stream;
    private final Object key;
    private boolean listed;

    /** Guarded by {@link DirectoryHandles}. */
    private int users;

    DirectoryHandle(TreePath where, Path path, SecureDirectoryStream<Path> stream) throws IOException {
        this.where = where;
        this.path = path;
        this.stream = stream;
        this.key = stream.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
    }

    /** What is left of it when it is closed. */
    KnownDirectory known() {
        return new KnownDirectory(where, path, key);
    }

    TreePath where() {
        return where;
    }

    Path path() {
        return path;
    }

    /** Device and inode, as {@link BasicFileAttributes#fileKey}. */
    Object key() {
        return key;
    }

    /** The place of a child; good for one look, not for trust. */
    Path child(RawText name) {
        return RawPaths.resolve(path, name);
    }

    /** What the directory itself says of a child; never follows a symlink. */
    BasicFileAttributes look(Path child) throws IOException {
        try {
            return stream.getFileAttributeView(
                            child.getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (IOException e) {
            throw FailedFile.in(path, e);
        }
    }

    /**
     * Opens a file in this directory.
     *
     * @throws NoSuchFileException also when there is a symlink
     */
    SeekableByteChannel openFile(Path child) throws IOException {
        try {
            return NamedChannel.of(stream.newByteChannel(child.getFileName(), READ), child);
        } catch (IOException e) {
            throw isSymlink(e)
                    ? new NoSuchFileException(child.getFileName().toString(), null, "is a symlink")
                    : FailedFile.in(path, e);
        }
    }

    /** The JDK has no exception of its own for it, and not even one type for all cases. */
    private static boolean isSymlink(IOException e) {
        return ErrorCode.of(e).equals("ELOOP");
    }

    /**
     * Opens a directory in this one.
     *
     * @throws NotDirectoryException when it is anything else, a symlink too
     */
    DirectoryHandle openDirectory(RawText name) throws IOException {
        // Opening a fifo would wait for somebody to write to it, so look first.
        if (!look(child(name)).isDirectory()) {
            throw new NotDirectoryException(name.toString());
        }
        return enter(name);
    }

    /** {@link #openDirectory} without the look, which may be out of date anyway. */
    DirectoryHandle enter(RawText name) throws IOException {
        Path child = child(name);
        SecureDirectoryStream<Path> opened;
        try {
            opened = stream.newDirectoryStream(child.getFileName(), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw isSymlink(e) ? new NotDirectoryException(name.toString()) : FailedFile.in(path, e);
        }
        try {
            return new DirectoryHandle(where.resolve(name), child, opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Hands over the names in no order; when it throws, it may have handed over some. */
    void names(Consumer<RawText> names) throws IOException {
        if (isFirstListing()) {
            names(stream, names);
            return;
        }
        // A stream can be iterated over once only.
        try (SecureDirectoryStream<Path> again =
                stream.newDirectoryStream(path.getFileSystem().getPath("."), LinkOption.NOFOLLOW_LINKS)) {
            names(again, names);
        }
    }

    private synchronized boolean isFirstListing() {
        boolean first = !listed;
        listed = true;
        return first;
    }

    private static void names(SecureDirectoryStream<Path> stream, Consumer<RawText> names) throws IOException {
        try {
            stream.forEach(child -> names.accept(RawPaths.nameOf(child)));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    void use() {
        users++;
    }

    void release() {
        users--;
    }

    boolean isInUse() {
        return users > 0;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
