package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.plain.DraftBatch.Begin;
import io.relaybackup.engine.plain.DraftBatch.Take;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a tree, makes its directories in the draft, and cuts what is in them into batches. Remembers no more than
 * the names of the directories that it has still to go to. One thread.
 */
final class DraftWalk {

    private final FileTree tree;

    private final Path folder;

    private final @Nullable PreviousEntries previous;

    private final Batches batches;

    private final SharedInodes inodes = new SharedInodes();

    private DraftBatch batch = new DraftBatch();

    /** Takes the batches, in order. */
    @FunctionalInterface
    interface Batches {
        void submit(DraftBatch batch) throws IOException;
    }

    DraftWalk(FileTree tree, Path folder, @Nullable PreviousEntries previous, Batches batches) {
        this.tree = tree;
        this.folder = folder;
        this.previous = previous;
        this.batches = batches;
    }

    /** Directories that wait for their turn, all children of one. */
    private record Waiting(TreePath parent, Iterator<RawText> names) {}

    void run() throws IOException {
        Deque<Waiting> waiting = new ArrayDeque<>();
        waiting.push(directory(TreePath.ROOT));
        while (!waiting.isEmpty()) {
            Waiting next = waiting.element();
            if (next.names().hasNext()) {
                waiting.push(directory(next.parent().resolve(next.names().next())));
            } else {
                waiting.pop();
            }
        }
        if (!batch.isEmpty()) {
            submit();
        }
    }

    private Waiting directory(TreePath directory) throws IOException {
        batch.add(new Begin(directory));
        List<RawText> directories = new ArrayList<>();
        try (Listing children = tree.list(directory)) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                RawText name = child.path().name();
                Entry before = previous == null ? null : previous.match(directory, name);
                Take take = take(child, before);
                if (child.isDirectory() && isMade(take)) {
                    directories.add(name);
                }
                batch.add(take);
                if (batch.isFull()) {
                    submit();
                }
            }
        }
        return new Waiting(directory, directories.iterator());
    }

    /** False when the store cannot have such a directory, which costs no more than what is in it. */
    private boolean isMade(Take take) throws IOException {
        try {
            PrivateFiles.createDirectory(RawPaths.resolve(folder, take.entry().path()));
            return true;
        } catch (IOException e) {
            take.refused(e);
            return false;
        }
    }

    private Take take(Entry child, @Nullable Entry before) {
        return inodes.isShared(child) ? inodes.take(child, before) : new Take(child, before, null, null);
    }

    private void submit() throws IOException {
        DraftBatch full = batch;
        batch = new DraftBatch();
        batches.submit(full);
    }
}
