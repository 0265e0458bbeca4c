package io.relaybackup.engine.directory;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the local file system that others go on changing while it is read.
 *
 * <p>Because it stands for many files, what cannot be had of it is a {@link TreeProblem} and stops nothing else: a
 * listing leaves the entry out, and a directory that is gone or cannot be read lists as empty, so that a walk never
 * fails. A file whose content cannot be had is told to the {@link ContentReceiver} alone. Only trouble with the root is
 * an exception.
 *
 * <p>No symlink below the root is ever followed, not even one that takes a directory's place during the run: content is
 * opened name by name from the root's own descriptor.
 *
 * <p>Entries carry a {@link io.relaybackup.engine.tree.SourceStamp}. Extended attributes of directories come with the
 * listing, those of files with the settled entry of {@link #read}, as looking for them costs as much as opening the
 * file; a file whose stamp proves it unchanged has unchanged ones.
 */
public final class DirectoryTree implements FileTree {

    private final LiveSource source;
    private final Path root;
    private final Buffers buffers = new Buffers();

    private DirectoryTree(LiveSource source, Path root) {
        this.source = source;
        this.root = root;
    }

    /**
     * Opens a directory, which may be reached through symlinks.
     *
     * @param problems called by several threads
     * @throws NoSuchFileException when there is none
     * @throws java.nio.file.NotDirectoryException when it is something else
     */
    public static DirectoryTree open(
            Path root, CaptureRules rules, CaptureSettings settings, Consumer<TreeProblem> problems, Clock clock)
            throws IOException {
        Path real = root.toRealPath();
        DirectoryHandles handles = DirectoryHandles.open(real);
        return new DirectoryTree(new LiveSource(handles, rules, settings, problems, clock), real);
    }

    @Override
    public Entry root() throws IOException {
        Instant young = source.young();
        Inode inode = Inode.of(root);
        return Entry.directory(TreePath.ROOT, inode.metadata(ExtendedAttributes.read(root)))
                .withStamp(LiveSource.stamp(inode, young));
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        Instant young = source.young();
        List<RawText> names = new ArrayList<>();
        DirectoryHandle handle;
        try {
            handle = acquire(directory);
        } catch (IOException e) {
            return unreadable(directory, e);
        }
        try {
            handle.names(names::add);
        } catch (IOException e) {
            unreadable(directory, e);
        } finally {
            source.handles().release(handle);
        }
        return new DirectoryListing(source, handle.known(), names, young);
    }

    /** The handle of the directory that has the name now, which may not be the one that had it when it was opened. */
    private DirectoryHandle acquire(TreePath directory) throws IOException {
        DirectoryHandles handles = source.handles();
        DirectoryHandle handle = handles.acquire(directory);
        boolean there;
        try {
            there = isInPlace(handle);
        } catch (IOException e) {
            handles.release(handle);
            throw e;
        }
        if (there) {
            return handle;
        }
        if (directory.isRoot()) {
            throw new NoSuchFileException(root.toString(), null, "the directory that was opened is no longer there");
        }
        handles.forget(handle);
        handles.release(handle);
        return handles.acquire(directory);
    }

    private static boolean isInPlace(DirectoryHandle handle) throws IOException {
        try {
            return handle.key().equals(Inode.keyed(handle.path()).key());
        } catch (IOException e) {
            if (Look.isAbsence(e)) {
                return false;
            }
            throw e;
        }
    }

    private Listing unreadable(TreePath directory, IOException e) throws IOException {
        if (directory.isRoot()) {
            throw e;
        }
        source.report(directory, e);
        return Listing.of(List.of());
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        if (path.isRoot()) {
            return root();
        }
        if (isLeftOut(path)) {
            return null;
        }
        try {
            DirectoryHandle parent = acquire(path.parent());
            source.handles().release(parent);
            return source.entry(parent.known(), path.name(), path, source.young());
        } catch (IOException e) {
            if (LiveSource.isGone(e)) {
                return null;
            }
            throw e;
        }
    }

    private boolean isLeftOut(TreePath path) {
        TreePath at = TreePath.ROOT;
        for (RawText name : path.names()) {
            at = at.resolve(name);
            CaptureRules.Treatment treatment = source.rules().of(at);
            if (treatment == CaptureRules.Treatment.EXCLUDED || treatment == CaptureRules.Treatment.RESERVED) {
                return true;
            }
        }
        return false;
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        try {
            return stream(file);
        } catch (IOException e) {
            throw LiveSource.asGone(file.path(), e);
        }
    }

    private InputStream stream(Entry file) throws IOException {
        DirectoryHandle directory = source.handles().acquire(file.path().parent());
        try {
            LiveFile live = LiveFile.open(directory, directory.child(file.path().name()), file.path());
            return live.stream(limit(file, live));
        } finally {
            source.handles().release(directory);
        }
    }

    private long limit(Entry file, LiveFile live) throws IOException {
        if (source.rules().of(file.path()) != CaptureRules.Treatment.APPEND_ONLY) {
            return Long.MAX_VALUE;
        }
        ByteBuffer buffer = buffers.take();
        try {
            return live.wholeLines(source, buffer);
        } catch (IOException | RuntimeException e) {
            live.close();
            throw e;
        } finally {
            buffers.give(buffer);
        }
    }

    @Override
    public void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        try (LiveFileReader reader = new LiveFileReader(source, receiver, buffers)) {
            for (Entry file : files) {
                reader.read(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        source.handles().close();
    }
}
