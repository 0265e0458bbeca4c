package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.engine.tree.TreeSink;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Writes a tree as files into an empty directory: content, symlinks, hard links, names of any bytes, then extended
 * attributes, owners, times and modes.
 *
 * <p>Until an entry is finished only its owner may read it, and nothing that exists is ever opened, so no symlink is
 * written through. Content is compared with the entry's SHA-256 where it has one. What the file system refuses of the
 * rest is a notice, not an error: an owner without the right to give files away, a fraction of a second before 1970, on
 * Java 17 the last three digits of a symlink's time, an extended attribute that is not the user's, a socket, and a fifo
 * or device where there is no {@code mknod} or no right to it.
 *
 * <p>Nothing is forced to disk: see {@link Durability}. After a failure what was written stays, for the caller to
 * remove.
 */
public final class DirectorySink implements TreeSink {

    private final Path target;
    private final RootMetadata rootMetadata;
    private final int writers;
    private final Consumer<TreeProblem> notices;

    private enum RootMetadata {
        LEFT,
        TAKEN
    }

    private DirectorySink(Path target, RootMetadata rootMetadata, int writers, Consumer<TreeProblem> notices) {
        if (writers < 1) {
            throw new IllegalArgumentException("at least one writer is needed, not " + writers);
        }
        this.target = target;
        this.rootMetadata = rootMetadata;
        this.writers = writers;
        this.notices = notices;
    }

    /**
     * Writes what is in the tree's root into a directory whose own metadata is left alone.
     *
     * @param target empty, or absent in a directory that exists
     * @param writers how many files are written at a time
     * @param notices called by several threads
     */
    public static DirectorySink into(Path target, int writers, Consumer<TreeProblem> notices) {
        return new DirectorySink(target, RootMetadata.LEFT, writers, notices);
    }

    /** {@link #into}, but the directory becomes the tree's root, with its owner, mode and time. */
    public static DirectorySink as(Path target, int writers, Consumer<TreeProblem> notices) {
        return new DirectorySink(target, RootMetadata.TAKEN, writers, notices);
    }

    /**
     * Takes the whole tree.
     *
     * @throws io.relaybackup.engine.tree.ContentMismatchException when content is not what was recorded
     * @throws DirectoryNotEmptyException when the target is not empty
     * @throws FileAlreadyExistsException when the target is something other than a directory, or a name comes twice
     */
    @Override
    public void write(FileTree tree, Progress progress) throws IOException {
        prepareTarget();
        MetadataWriter metadata = new MetadataWriter(notices);
        try (SinkRun run = new SinkRun(tree, target, writers, metadata, progress)) {
            run.write();
        }
        if (rootMetadata == RootMetadata.TAKEN) {
            metadata.finish(target, tree.root());
        }
    }

    private void prepareTarget() throws IOException {
        if (Files.notExists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(target, Privacy.DIRECTORY);
            return;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString(), null, "is not a directory");
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(target)) {
            if (children.iterator().hasNext()) {
                throw new DirectoryNotEmptyException(target.toString());
            }
        }
    }
}
