package io.relaybackup.engine.tree;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory with everything below it, to be read: the live data directory, a plain backup, a repository's snapshot.
 *
 * <ol>
 *   <li><b>Order is contract.</b> The children of a directory come sorted by the raw bytes of their names, each name
 *       once, so that comparing two trees is a merge whose memory grows with depth and not with size.
 *   <li><b>Identity is optional</b> and travels on the entry: see {@link ContentId}. A filter drops the ids of
 *       directories from which it leaves something out.
 *   <li><b>The source picks the order of content</b> in {@link #read}.
 *   <li>Sinks pull: see {@link TreeSink}.
 *   <li>Nothing concrete leaks: no local path, no pack, no feature flag.
 * </ol>
 *
 * Nothing in a tree is ever followed: a symlink is an entry with a target. What a tree cannot read it reports through
 * {@link IOException}, or, where it stands for many files of a living source, to the listener it was opened with.
 *
 * <p>All methods may be called from several threads; a {@link Listing} belongs to one.
 */
public interface FileTree extends Closeable {

    /** The root directory's own entry; its path is {@link TreePath#ROOT}. */
    Entry root() throws IOException;

    /**
     * The children of a directory, sorted. Empty for an empty directory.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such path
     * @throws java.nio.file.NotDirectoryException when it is not a directory
     */
    Listing list(TreePath directory) throws IOException;

    /** The entry at a path, or null when there is none; a path that leads through a symlink leads nowhere. */
    @Nullable
    Entry find(TreePath path) throws IOException;

    /**
     * A file's content from its first byte. The caller closes it.
     *
     * @param file an entry of this tree with type {@link EntryType#FILE}
     * @throws java.nio.file.NoSuchFileException when it is gone
     */
    InputStream open(Entry file) throws IOException;

    /**
     * Hands over the content of many files, in whatever order and by as many threads as suit this tree; returns when
     * each has got its {@link ContentReceiver#end end} or {@link ContentReceiver#failed failed}. May be called for
     * different files at once.
     *
     * @throws IOException what the receiver threw, or trouble that concerns no single file
     */
    default void read(List<Entry> files, ContentReceiver receiver) throws IOException {
        SequentialRead.of(this, files, receiver);
    }

    @Override
    void close() throws IOException;
}
