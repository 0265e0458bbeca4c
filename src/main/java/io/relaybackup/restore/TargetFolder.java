package io.relaybackup.restore;

import io.relaybackup.operation.OperationId;
import io.relaybackup.source.Source;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a restore into a target prepares its content: {@code .relay-restore/OPERATION/} at the top of an allowed
 * target, gone when it is closed. What a crash left is garbage.
 */
final class TargetFolder implements Closeable {

    private static final String LOCK = "lock";

    private final Path all;
    private final Path own;
    private final SwapFiles files;
    private final FolderLock lock;

    private TargetFolder(Path all, Path own, SwapFiles files, FolderLock lock) {
        this.all = all;
        this.own = own;
        this.files = files;
        this.lock = lock;
    }

    /** Where an operation's folder is. */
    static Path place(Path allowedTarget, String operation) {
        return allowedTarget.resolve(Source.RESERVED).resolve(operation);
    }

    static TargetFolder make(Path allowedTarget, String operation, SwapFiles files) throws IOException {
        Path all = allowedTarget.resolve(Source.RESERVED);
        try {
            files.createDirectory(all);
        } catch (FileAlreadyExistsException e) {
            if (!files.isDirectory(all)) {
                throw e;
            }
        }
        Path own = all.resolve(operation);
        files.createDirectory(own);
        FolderLock lock = FolderLock.tryHold(own.resolve(LOCK)).orElseThrow(RestoreRunningException::new);
        return new TargetFolder(all, own, files, lock);
    }

    Path content() {
        return own.resolve("new");
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            files.remove(own);
            removeIfEmpty(all);
        }
    }

    private static void removeIfEmpty(Path all) throws IOException {
        try {
            Files.deleteIfExists(all);
        } catch (DirectoryNotEmptyException e) {
            // Another restore works there.
            return;
        }
    }

    /** Removes what crashes left in an allowed target; never what somebody works with. */
    static void removeLeftovers(Path allowedTarget, SwapFiles files) throws IOException {
        Path all = allowedTarget.resolve(Source.RESERVED);
        if (!files.isDirectory(all)) {
            return;
        }
        for (Path own : childrenOf(all)) {
            // What goes by another name was made by somebody else, such as a service whose data directory this is.
            if (OperationId.isValid(own.getFileName().toString()) && files.isDirectory(own)) {
                Optional<FolderLock> lock = FolderLock.tryHold(own.resolve(LOCK));
                if (lock.isPresent()) {
                    new TargetFolder(all, own, files, lock.get()).close();
                }
            }
        }
        removeIfEmpty(all);
    }

    private static List<Path> childrenOf(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }
}
