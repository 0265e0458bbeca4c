package io.relaybackup.engine.storage;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.file.NamedChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Files below a directory, readable by their owner alone. A file is written beside its place under a name that no
 * storage name can have, forced, renamed, and its directory forced.
 */
public final class LocalStorage implements Storage {

    /** The JDK keeps a buffer outside the heap for each thread, as long as the longest piece that it moved. */
    private static final int STEP = 256 * 1024;

    /** A dot is in no {@link StorageName}, so what a crash left is never listed. */
    private static final String TEMPORARY = ".tmp-";

    private static final FileAttribute<Set<PosixFilePermission>> NEW_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> NEW_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--------"));

    private final Path root;

    private boolean foldersAreForced;

    private LocalStorage(Path root) {
        this.root = root;
    }

    /**
     * Uses a directory, which is made when it is missing in one that exists.
     *
     * @throws NotDirectoryException when it is something else
     */
    public static LocalStorage open(Path directory) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        if (!Look.leadsToDirectory(root)) {
            if (Look.exists(root)) {
                throw new NotDirectoryException(root.toString());
            }
            createDirectory(root);
        }
        return new LocalStorage(root);
    }

    private static void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, NEW_DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            if (!Look.leadsToDirectory(directory)) {
                throw e;
            }
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            force(parent);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = NamedChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path place(StorageName name) {
        return root.resolve(name.value());
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        forceFolders();
        Path place = place(name);
        if (Look.exists(place)) {
            Path folder = place.getParent();
            if (folder != null) {
                // It may have failed, or its process died, just before that.
                force(folder);
            }
            return;
        }
        Path folder = makeFolder(place);
        Path temporary = folder.resolve(TEMPORARY + UUID.randomUUID());
        try {
            write(temporary, content);
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            removeQuietly(temporary, e);
            throw e;
        }
        force(folder);
    }

    /** Once: a process that was killed may have made folders, and names in them, that nobody forced. */
    private synchronized void forceFolders() throws IOException {
        if (foldersAreForced) {
            return;
        }
        Path parent = root.getParent();
        if (parent != null && Files.isReadable(parent)) {
            force(parent);
        }
        force(root);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(root)) {
            for (Path child : children) {
                if (Look.isDirectory(child)) {
                    force(child);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        foldersAreForced = true;
    }

    private Path makeFolder(Path place) throws IOException {
        Path folder = place.getParent();
        if (folder == null) {
            throw new IllegalStateException("no place without a folder: " + place);
        }
        if (!Look.leadsToDirectory(folder)) {
            Path relative = root.relativize(folder);
            Path at = root;
            for (Path part : relative) {
                at = at.resolve(part);
                if (!Look.leadsToDirectory(at)) {
                    createDirectory(at);
                }
            }
        }
        return folder;
    }

    private static void write(Path file, ByteBuffer content) throws IOException {
        try (FileChannel channel =
                NamedChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), NEW_FILE)) {
            ByteBuffer rest = content.duplicate();
            while (rest.position() < content.limit()) {
                channel.write(rest.limit(Math.min(content.limit(), rest.position() + STEP)));
            }
            channel.force(true);
        }
    }

    private static void removeQuietly(Path file, Exception cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        try (FileChannel channel = NamedChannel.open(place(name), StandardOpenOption.READ)) {
            // Before anything of that size is made: it may come from a damaged record.
            checkInside(name, channel, offset, length);
            byte[] bytes = new byte[length];
            fill(name, channel, offset, ByteBuffer.wrap(bytes));
            return bytes;
        }
    }

    @Override
    public void read(StorageName name, long offset, ByteBuffer into) throws IOException {
        try (FileChannel channel = NamedChannel.open(place(name), StandardOpenOption.READ)) {
            checkInside(name, channel, offset, into.remaining());
            fill(name, channel, offset, into);
        }
    }

    private static void checkInside(StorageName name, FileChannel channel, long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || channel.size() - length < offset) {
            throw new EOFException(
                    name + " has " + channel.size() + " bytes, not " + length + " from " + offset + " on");
        }
    }

    private static void fill(StorageName name, FileChannel channel, long offset, ByteBuffer into) throws IOException {
        int limit = into.limit();
        long at = offset;
        while (into.position() < limit) {
            int n = channel.read(into.limit(Math.min(limit, into.position() + STEP)), at);
            if (n < 0) {
                throw new EOFException(name + " became shorter while it was read");
            }
            at += n;
        }
    }

    @Override
    public long size(StorageName name) throws IOException {
        return Files.readAttributes(place(name), BasicFileAttributes.class).size();
    }

    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        list(folder.value(), place(folder), each);
    }

    private static void list(String prefix, Path folder, Consumer<StoredFile> each) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                tell(prefix + "/" + child.getFileName(), child, each);
            }
        } catch (NoSuchFileException e) {
            // As good as empty.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void tell(String name, Path path, Consumer<StoredFile> each) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (attributes.isDirectory()) {
            list(name, path, each);
        } else if (attributes.isRegularFile() && StorageName.isValid(name)) {
            each.accept(new StoredFile(new StorageName(name), attributes.size()));
        }
    }

    @Override
    public void delete(StorageName name) throws IOException {
        Path place = place(name);
        Files.delete(place);
        Path folder = place.getParent();
        if (folder != null) {
            force(folder);
        }
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public List<String> cleanUp(Instant before) throws IOException {
        List<String> removed = new ArrayList<>();
        cleanUp(root, before, removed);
        return removed;
    }

    private void cleanUp(Path folder, Instant before, List<String> removed) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (Look.isDirectory(child)) {
                    cleanUp(child, before, removed);
                } else if (child.getFileName().toString().startsWith(TEMPORARY) && isOlder(child, before)) {
                    Files.deleteIfExists(child);
                    removed.add(root.relativize(child).toString());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** False for one that became a file meanwhile. */
    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() {}
}
