package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Another tree, whose files are read one after the other, each from front to back. */
record OneByOne(FileTree tree) implements FileTree {

    @Override
    public Entry root() throws IOException {
        return tree.root();
    }

    @Override
    public Listing list(TreePath directory) throws IOException {
        return tree.list(directory);
    }

    @Override
    public @Nullable Entry find(TreePath path) throws IOException {
        return tree.find(path);
    }

    @Override
    public InputStream open(Entry file) throws IOException {
        return tree.open(file);
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
