package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One writing of a {@link DirectorySink}: the calling thread walks over the tree and makes what has no content; batches
 * of files go to the writers. Hard links come last, when what they link to is whole.
 */
final class SinkRun implements Closeable {

    /** Too many links, or a file system without any: a file of its own says the same. */
    private static final Set<String> NO_LINK = Set.of("EMLINK", "EPERM", "EOPNOTSUPP", "EXDEV");

    private final FileTree tree;
    private final Path target;
    private final MetadataWriter metadata;
    private final Progress progress;
    private final SinkWriters writers;
    private final SpecialFiles specials;
    private final HardLinks links = new HardLinks();
    private List<SinkFile> batch = new ArrayList<>();
    private long batchBytes;

    SinkRun(FileTree tree, Path target, int threads, MetadataWriter metadata, Progress progress) {
        this.tree = tree;
        this.target = target;
        this.metadata = metadata;
        this.progress = progress;
        this.specials = new SpecialFiles(target, metadata);
        this.writers = new SinkWriters(tree, threads, metadata, progress);
    }

    void write() throws IOException {
        fill(new SinkDirectory(null, tree.root(), target, metadata));
        submit();
        writers.await();
        for (HardLinks.Pending link : links.pending()) {
            progress.checkCancelled();
            link(link);
        }
        submit();
        writers.await();
    }

    /** A directory whose children are being made. */
    private record Filling(SinkDirectory directory, Listing children) {}

    /** Without recursion, as a stranger's backup may be deeper than a stack. */
    private void fill(SinkDirectory top) throws IOException {
        Deque<Filling> open = new ArrayDeque<>();
        try {
            open.push(begin(top));
            while (!open.isEmpty()) {
                SinkDirectory directory = open.element().directory();
                Entry child = open.element().children().next();
                if (child == null) {
                    open.pop().children().close();
                    directory.done();
                    continue;
                }
                progress.checkCancelled();
                if (!child.path().parent().equals(directory.entry().path())) {
                    throw new IOException("'" + child.path() + "' was listed in '"
                            + directory.entry().path() + "', where it does not belong");
                }
                SinkDirectory below = make(directory, child);
                if (below != null) {
                    open.push(begin(below));
                }
            }
        } finally {
            for (Filling left : open) {
                left.children().close();
            }
        }
    }

    private Filling begin(SinkDirectory directory) throws IOException {
        return new Filling(directory, tree.list(directory.entry().path()));
    }

    /** Returns a directory that is to be filled. */
    private @Nullable SinkDirectory make(SinkDirectory directory, Entry child) throws IOException {
        Path path = RawPaths.resolve(directory.path(), child.path().name());
        switch (child.type()) {
            case FILE -> file(new SinkFile(directory, child, path));
            case DIRECTORY -> {
                Files.createDirectory(path, Privacy.DIRECTORY);
                return new SinkDirectory(directory, child, path, metadata);
            }
            case SYMLINK -> {
                RawText to = child.linkTarget();
                RawPaths.createLink(path, to == null ? RawText.EMPTY : to);
                metadata.finish(path, child);
            }
            case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {
                if (!specials.make(path, child)) {
                    metadata.notice(
                            child.path(),
                            null,
                            "could not be made, as it is a "
                                    + child.type()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' '));
                }
            }
        }
        return null;
    }

    private void file(SinkFile file) throws IOException {
        file.directory().expect();
        if (!links.isFurtherName(file)) {
            enqueue(file);
        }
    }

    private void enqueue(SinkFile file) throws IOException {
        batch.add(file);
        batchBytes += file.entry().size();
        if (batch.size() >= SinkWriters.MOST_FILES || batchBytes >= SinkWriters.MOST_BYTES) {
            submit();
        }
    }

    private void submit() throws IOException {
        List<SinkFile> full = batch;
        batch = new ArrayList<>();
        batchBytes = 0;
        if (!full.isEmpty()) {
            writers.submit(full);
        }
    }

    private void link(HardLinks.Pending link) throws IOException {
        SinkFile file = link.name();
        try {
            Files.createLink(file.path(), link.firstName());
        } catch (FileSystemException e) {
            if (!NO_LINK.contains(ErrorCode.of(e))) {
                throw e;
            }
            metadata.notice(file.entry().path(), null, "became a file of its own rather than a hard link");
            enqueue(file);
            return;
        }
        progress.advance(1, 0);
        file.directory().done();
    }

    @Override
    public void close() {
        writers.close();
    }
}
