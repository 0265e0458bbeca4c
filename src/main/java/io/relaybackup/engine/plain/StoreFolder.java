package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store's folder, locked: where things are in it, and whether it still is there. */
final class StoreFolder implements Closeable {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Path path;

    private final StoreLock lock;

    private StoreFolder(Path path, StoreLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes the folder where it is missing, and locks it. */
    static StoreFolder open(Path path, String host, Instant now) throws IOException {
        make(path.toAbsolutePath());
        StoreLock lock = StoreLock.take(path, host, now);
        try {
            PrivateFiles.createDirectoryIfMissing(path.resolve(Layout.PARTIAL));
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
        return new StoreFolder(path, lock);
    }

    /**
     * Makes a folder with those above it where they are missing, and forces their names up to the file system's top;
     * also of what is there, which a process may have made that was killed before it could.
     */
    private static void make(Path folder) throws IOException {
        if (!Look.leadsToDirectory(folder)) {
            PrivateFiles.createDirectories(folder);
        }
        long device = Inode.of(folder.toRealPath()).device();
        for (Path at = folder.toRealPath().getParent(); at != null; at = at.getParent()) {
            if (Inode.of(at).device() != device) {
                return;
            }
            if (Files.isReadable(at)) {
                PrivateFiles.forceDirectory(at);
            }
        }
    }

    Path path() {
        return path;
    }

    Path backup(BackupId id) {
        return path.resolve(id.value());
    }

    /** Whether a backup is there and not in the trash. */
    boolean has(BackupId id) throws IOException {
        checkPresent();
        return Look.isDirectory(backup(id));
    }

    /** {@link #backup} of one that is there. */
    Path existing(BackupId id) throws IOException {
        if (!has(id)) {
            throw new BackupNotFoundException(id.value());
        }
        return backup(id);
    }

    /** Where backups in the trash are. */
    Path trash() {
        return path.resolve(Layout.TRASH);
    }

    Path trashed(BackupId id) {
        return trash().resolve(id.value());
    }

    /** {@link #trashed} of one that is there. */
    Path existingTrashed(BackupId id) throws IOException {
        checkPresent();
        Path backup = trashed(id);
        if (!Look.isDirectory(backup)) {
            throw new BackupNotFoundException(id.value());
        }
        return backup;
    }

    /** Where work under way has its places. */
    Path partial() {
        return path.resolve(Layout.PARTIAL);
    }

    /** {@link #existing}, or else {@link #existingTrashed}: where a backup is read. */
    Path readable(BackupId id) throws IOException {
        return has(id) ? backup(id) : existingTrashed(id);
    }

    /** A place for work under way. */
    Path partial(String name) {
        return path.resolve(Layout.PARTIAL).resolve(name);
    }

    /** The names of what is in {@code .partial}, sorted. */
    List<String> partials() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path.resolve(Layout.PARTIAL))) {
            children.forEach(child -> names.add(child.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    /** Returns when the folder still is the one that was opened. */
    void checkPresent() throws StoreUnavailableException {
        boolean there;
        try {
            there = lock.isInPlace();
        } catch (IOException e) {
            throw new StoreUnavailableException("the store's folder cannot be looked at: " + ErrorCode.of(e), e);
        }
        if (!there) {
            throw new StoreUnavailableException(
                    "the store's folder is gone, or is another than the one that was opened", null);
        }
    }

    /** Returns when the folder can be read and written. */
    void checkUsable() throws IOException {
        checkPresent();
        for (Path each : List.of(path, path.resolve(Layout.PARTIAL))) {
            each.getFileSystem()
                    .provider()
                    .checkAccess(
                            each,
                            java.nio.file.AccessMode.READ,
                            java.nio.file.AccessMode.WRITE,
                            java.nio.file.AccessMode.EXECUTE);
        }
    }

    /** What makes the folder open to others than its owner, in words; empty when nothing does. */
    Optional<String> permissionWarning() throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> tooMuch = EnumSet.copyOf(OTHERS);
        tooMuch.retainAll(permissions);
        return tooMuch.isEmpty()
                ? Optional.empty()
                : Optional.of("the store's folder has the permissions " + PosixFilePermissions.toString(permissions)
                        + "; 'chmod 700' would keep others out");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** The id that a name in the store's folder spells; null when it is no backup's. */
    static @Nullable BackupId idOf(String name) {
        return name.startsWith("backup-") && BackupId.isValid(name) ? new BackupId(name) : null;
    }
}
