package io.relaybackup.restore;

import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The real ones. */
final class LocalSwapFiles implements SwapFiles {

    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    private final MountTable mounts;

    LocalSwapFiles(MountTable mounts) {
        this.mounts = mounts;
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return Look.exists(path);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        return Look.isDirectory(path);
    }

    @Override
    public void requireNoMounts(Path tree) throws IOException {
        for (TreePath mounted : mounts.below(tree)) {
            throw new FileSystemException(RawPaths.resolve(tree, mounted).toString(), null, "Device or resource busy");
        }
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** The kernel's rename would take an existing file or an empty directory away without a word. */
    @Override
    public void rename(Path from, Path to) throws IOException {
        if (exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The owner first, because changing it takes the set-user-id bit away; the time last. */
    @Override
    public void apply(Path directory, DirectoryMetadata metadata) throws IOException {
        DirectoryMetadata now = DirectoryMetadata.read(directory);
        if (now.uid() != metadata.uid() || now.gid() != metadata.gid()) {
            wherePermitted(() -> {
                Files.setAttribute(directory, "unix:uid", metadata.uid(), NOFOLLOW);
                Files.setAttribute(directory, "unix:gid", metadata.gid(), NOFOLLOW);
            });
        }
        if (DirectoryMetadata.read(directory).mode() != metadata.mode()) {
            wherePermitted(() -> Files.setAttribute(directory, "unix:mode", metadata.mode(), NOFOLLOW));
        }
        wherePermitted(() -> Files.getFileAttributeView(directory, BasicFileAttributeView.class, NOFOLLOW)
                .setTimes(FileTime.from(metadata.modified()), null, null));
    }

    private interface Change {
        void make() throws IOException;
    }

    /**
     * Only root may give directories away, and only a directory's owner may set its mode and time: one that belongs to
     * another, and that this process's group may write to, keeps what it has.
     */
    private static void wherePermitted(Change change) throws IOException {
        try {
            change.make();
        } catch (FileSystemException e) {
            if (!"EPERM".equals(ErrorCode.find(e))) {
                throw e;
            }
        }
    }

    @Override
    public void force(Path directory) throws IOException {
        try (FileChannel channel = NamedChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = NamedChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void remove(Path path) throws IOException {
        if (isDirectory(path)) {
            requireNoMounts(path);
            removeTree(path, Inode.of(path).device());
            return;
        }
        Files.deleteIfExists(path);
    }

    private void removeTree(Path path, long device) throws IOException {
        if (isDirectory(path)) {
            if (Inode.of(path).device() != device) {
                throw new FileSystemException(path.toString(), null, "Device or resource busy");
            }
            removeChildren(path, device);
        }
        Files.deleteIfExists(path);
    }

    /** One that cannot go keeps no other from going. */
    private void removeChildren(Path directory, long device) throws IOException {
        IOException failure = null;
        for (Path child : childrenOf(directory)) {
            try {
                removeTree(child, device);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Opens a directory to its owner where it is not: it is about to go. */
    private static List<Path> childrenOf(Path directory) throws IOException {
        DirectoryMetadata now = DirectoryMetadata.read(directory);
        if (!now.isOpen()) {
            Files.setAttribute(directory, "unix:mode", now.opened().mode());
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }
}
