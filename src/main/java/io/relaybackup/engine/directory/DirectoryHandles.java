package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open directories of one tree, each reached from the root by opening name after name without following a symlink.
 * Shared by all threads; those that nobody uses stay open for the next user, but only so many.
 */
final class DirectoryHandles implements Closeable {

    /** With two descriptors each, and two more in use by every thread, far below the usual limit of 1024. */
    private static final int MOST_IDLE = 64;

    private final DirectoryHandle root;
    private final Map<TreePath, DirectoryHandle> open = new LinkedHashMap<>(MOST_IDLE, 0.75f, true);
    private boolean closed;

    private DirectoryHandles(DirectoryHandle root) {
        this.root = root;
    }

    /** Starts at a directory, which stays open until the end. */
    @SuppressWarnings("StreamResourceLeak") // the handle keeps it
    static DirectoryHandles open(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        try {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("the file system cannot open files relative to a directory: " + root);
            }
            return new DirectoryHandles(new DirectoryHandle(TreePath.ROOT, root, secure));
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /**
     * The directory at a path, to be given back by {@link #release}.
     *
     * @throws java.nio.file.NoSuchFileException when there is nothing
     * @throws java.nio.file.NotDirectoryException when the path is not a directory, or leads through anything that is
     *     none, a symlink too
     */
    DirectoryHandle acquire(TreePath path) throws IOException {
        if (path.isRoot()) {
            return root;
        }
        DirectoryHandle known = known(path);
        if (known != null) {
            return known;
        }
        DirectoryHandle parent = acquire(path.parent());
        DirectoryHandle opened;
        try {
            opened = parent.openDirectory(path.name());
        } finally {
            release(parent);
        }
        return keep(opened);
    }

    /**
     * {@link #acquire(TreePath)} of the very directory that was seen before.
     *
     * @throws NoSuchFileException when its place is another's now
     */
    DirectoryHandle acquire(KnownDirectory directory) throws IOException {
        DirectoryHandle handle = acquire(directory.where());
        if (!handle.key().equals(directory.key())) {
            release(handle);
            throw new NoSuchFileException(directory.where().toString(), null, "replaced by another");
        }
        return handle;
    }

    private synchronized @Nullable DirectoryHandle known(TreePath path) {
        if (closed) {
            throw new ClosedDirectoryStreamException();
        }
        DirectoryHandle handle = open.get(path);
        if (handle != null) {
            handle.use();
        }
        return handle;
    }

    private synchronized DirectoryHandle keep(DirectoryHandle opened) throws IOException {
        DirectoryHandle other = open.get(opened.where());
        if (closed || other != null) {
            opened.close();
        }
        if (closed) {
            throw new ClosedDirectoryStreamException();
        }
        DirectoryHandle kept = other == null ? opened : other;
        kept.use();
        if (other == null) {
            open.put(kept.where(), kept);
            closeIdle();
        }
        return kept;
    }

    private void closeIdle() throws IOException {
        Iterator<DirectoryHandle> eldestFirst = open.values().iterator();
        while (open.size() > MOST_IDLE && eldestFirst.hasNext()) {
            DirectoryHandle handle = eldestFirst.next();
            if (!handle.isInUse()) {
                eldestFirst.remove();
                handle.close();
            }
        }
    }

    /** Ends one use; a handle that was {@link #forget forgotten} closes with its last. */
    synchronized void release(DirectoryHandle handle) throws IOException {
        if (handle == root) {
            return;
        }
        handle.release();
        if (!handle.isInUse() && open.get(handle.where()) != handle) {
            handle.close();
        }
    }

    /** Makes the next {@link #acquire} open the directory anew, as its name now means another. */
    synchronized void forget(DirectoryHandle handle) {
        open.remove(handle.where(), handle);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (DirectoryHandle handle : open.values()) {
            handle.close();
        }
        open.clear();
        root.close();
    }
}
