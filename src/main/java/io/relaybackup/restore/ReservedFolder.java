package io.relaybackup.restore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The reserved folder of a data directory, held by this process alone until it is closed. Closing leaves what is in it;
 * only {@link #discard} takes it away. Its coming and going leaves no trace in the data directory's mtime.
 */
final class ReservedFolder implements Closeable {

    private final Workspace workspace;
    private final SwapFiles files;
    private final FolderLock lock;

    private ReservedFolder(Workspace workspace, SwapFiles files, FolderLock lock) {
        this.workspace = workspace;
        this.files = files;
        this.lock = lock;
    }

    /**
     * The folder that is there, if any.
     *
     * @throws RestoreRunningException when another process holds it
     */
    static Optional<ReservedFolder> openIfThere(Workspace workspace, SwapFiles files) throws IOException {
        if (!files.exists(workspace.folder())) {
            return Optional.empty();
        }
        if (!files.isDirectory(workspace.folder())) {
            throw new NotDirectoryException(workspace.folder().getFileName().toString());
        }
        return Optional.of(new ReservedFolder(workspace, files, lock(workspace)));
    }

    /**
     * Makes the folder, and the data directory where there is none; both are on stable storage then.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is such a folder
     */
    static ReservedFolder make(Workspace workspace, SwapFiles files) throws IOException {
        Path data = workspace.data().path();
        boolean created = !files.exists(data);
        if (created) {
            files.createDirectory(data);
            Path parent = data.getParent();
            if (parent != null) {
                files.force(parent);
            }
        }
        DirectoryMetadata before = DirectoryMetadata.read(data);
        files.createDirectory(workspace.folder());
        files.apply(data, before);
        if (created) {
            files.write(workspace.createdMark(), new byte[0]);
        }
        files.force(data);
        return new ReservedFolder(workspace, files, lock(workspace));
    }

    private static FolderLock lock(Workspace workspace) throws IOException {
        return FolderLock.tryHold(workspace.lock()).orElseThrow(RestoreRunningException::new);
    }

    Workspace workspace() {
        return workspace;
    }

    JournalFile journal() {
        return new JournalFile(workspace, files);
    }

    /** Leaves nothing but the journal, which must say that nothing else is needed. */
    void tidy(RestoreJournal journal) throws IOException {
        if (journal.phase() == RestoreJournal.Phase.SWAPPING) {
            throw new IllegalStateException("the folder still holds data of the application");
        }
        removeGarbage();
        if (journal.phase() == RestoreJournal.Phase.RESTORED) {
            files.remove(workspace.createdMark());
        }
    }

    /**
     * Removes the folder, and the data directory too when a restore made it and nothing came of that. The folder must
     * hold no data of the application. The journal goes first, because without one all the rest is garbage.
     */
    void discard() throws IOException {
        journal().remove();
        removeGarbage();
        boolean created = files.exists(workspace.createdMark());
        files.remove(workspace.lock());
        Path data = workspace.data().path();
        DirectoryMetadata before = DirectoryMetadata.read(data);
        files.remove(workspace.folder());
        files.apply(data, before);
        if (created) {
            removeIfEmpty(data);
        }
    }

    /** As much of it as can be removed; the first failure is thrown when all was tried. */
    private void removeGarbage() throws IOException {
        IOException failure = null;
        for (Path garbage :
                List.of(workspace.staging().path(), workspace.putAside(), workspace.left(), workspace.journalDraft())) {
            try {
                files.remove(garbage);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Makes room for another restore where garbage could not be removed, as what belongs to others in a directory that
     * is not ours. There must be no journal.
     */
    void putGarbageAside() throws IOException {
        for (Path garbage : List.of(workspace.staging().path(), workspace.putAside())) {
            if (files.exists(garbage)) {
                if (!files.exists(workspace.left())) {
                    files.createDirectory(workspace.left());
                }
                files.rename(garbage, firstFree());
            }
        }
    }

    private Path firstFree() throws IOException {
        int number = 0;
        while (files.exists(workspace.left(number))) {
            number++;
        }
        return workspace.left(number);
    }

    private static void removeIfEmpty(Path data) throws IOException {
        try {
            Files.deleteIfExists(data);
        } catch (DirectoryNotEmptyException e) {
            // Somebody has put something there since; it is theirs.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
