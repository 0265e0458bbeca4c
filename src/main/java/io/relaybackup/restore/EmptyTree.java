package io.relaybackup.restore;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.TreePath;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in a directory that does not exist yet. */
final class EmptyTree implements FileTree {

    @Override
    public Entry root() {
        return Entry.directory(TreePath.ROOT, new Metadata(0700, 0, 0, Instant.EPOCH, Map.of()));
    }

    @Override
    public Listing list(TreePath directory) throws NoSuchFileException {
        if (!directory.isRoot()) {
            throw new NoSuchFileException(directory.toString());
        }
        return Listing.of(List.of());
    }

    @Override
    public @Nullable Entry find(TreePath path) {
        return path.isRoot() ? root() : null;
    }

    @Override
    public InputStream open(Entry file) throws NoSuchFileException {
        throw new NoSuchFileException(file.path().toString());
    }

    @Override
    public void close() {}
}
