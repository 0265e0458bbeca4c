package io.relaybackup.restore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
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
        boolean created = !Files.exists(data);
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

    private void removeGarbage() throws IOException {
        files.remove(workspace.staging().path());
        files.remove(workspace.putAside());
        files.remove(workspace.journalDraft());
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
