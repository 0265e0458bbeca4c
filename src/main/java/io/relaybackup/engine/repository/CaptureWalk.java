package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.CaptureBatch.Take;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a tree, has workers take what is in it, batch by batch, and makes tree blobs of directories as soon as
 * they are whole. Its memory grows with the entries beside the path from the root to where it is. One thread.
 */
final class CaptureWalk implements Closeable {

    /** Batches ahead of the one that is waited for. */
    private static final int WINDOW = 32;

    private final FileTree tree;
    private final TreeLoader trees;
    private final CaptureWorker worker;
    private final BlobWriter blobs;
    private final NodeJson json;
    private final BackupDraft.Listener listener;
    private final Progress progress;
    private final ExecutorService threads;
    private final Deque<Future<CaptureBatch>> underWay = new ArrayDeque<>();
    private final CaptureSummary summary = new CaptureSummary();
    private CaptureBatch batch = new CaptureBatch();

    CaptureWalk(
            FileTree tree,
            TreeLoader trees,
            CaptureWorker worker,
            BlobWriter blobs,
            NodeJson json,
            BackupDraft.Listener listener,
            Progress progress,
            int workers) {
        this.tree = tree;
        this.trees = trees;
        this.worker = worker;
        this.blobs = blobs;
        this.json = json;
        this.listener = listener;
        this.progress = progress;
        this.threads = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "repository-capture");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A directory that waits for its turn. */
    private record Waiting(
            TreeDraft parent,
            int slot,
            Entry entry,
            @Nullable Digest previous) {}

    /**
     * Takes everything below the root; returns the root's nodes, not yet a blob.
     *
     * @param previous the tree blob of the root as it was before
     */
    TreeDraft run(@Nullable Digest previous) throws IOException {
        TreeDraft root = new TreeDraft(null, 0, tree.root());
        Deque<Waiting> waiting = new ArrayDeque<>();
        list(root, previous, waiting);
        while (!waiting.isEmpty()) {
            Waiting next = waiting.pop();
            list(new TreeDraft(next.parent(), next.slot(), next.entry()), next.previous(), waiting);
        }
        submit();
        while (!underWay.isEmpty()) {
            finish(underWay.remove());
        }
        return root;
    }

    CaptureSummary summary() {
        return summary;
    }

    private void list(TreeDraft directory, @Nullable Digest previous, Deque<Waiting> waiting) throws IOException {
        TreePath path = directory.entry().path();
        List<Waiting> directories = new ArrayList<>();
        try (Listing children = tree.list(path);
                PreviousNodes before = PreviousNodes.open(trees, previous, path)) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                progress.checkCancelled();
                RawText name = child.path().name();
                Node same = before.match(name);
                int slot = directory.expect(name);
                if (child.isDirectory()) {
                    directories.add(new Waiting(directory, slot, child, same == null ? null : same.subtree()));
                    continue;
                }
                batch.add(new Take(directory, slot, child, same));
                if (batch.isFull()) {
                    submit();
                }
            }
        }
        for (int i = directories.size() - 1; i >= 0; i--) {
            waiting.push(directories.get(i));
        }
        directory.listed();
        completed(directory);
    }

    private void submit() throws IOException {
        CaptureBatch full = batch;
        batch = new CaptureBatch();
        if (full.isEmpty()) {
            return;
        }
        underWay.add(threads.submit(() -> worker.take(full)));
        while (!underWay.isEmpty() && (underWay.element().isDone() || underWay.size() >= WINDOW)) {
            finish(underWay.remove());
        }
    }

    private void finish(Future<CaptureBatch> done) throws IOException {
        CaptureBatch taken;
        try {
            taken = done.get();
        } catch (ExecutionException e) {
            throw FileChunks.rethrow(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a backup was written");
        }
        for (Take take : taken.takes()) {
            Entry entry = take.taken();
            if (entry == null) {
                listener.failed(take.entry(), take.failure());
            } else {
                summary.count(entry, take.change());
                listener.written(entry, take.change(), take.addedBytes());
            }
            take.directory().set(take.slot(), take.node());
            completed(take.directory());
        }
    }

    /** Makes blobs of a directory, if it is whole, and of those above it that are whole by that. */
    private void completed(TreeDraft directory) throws IOException {
        TreeDraft done = directory;
        TreeDraft parent = done.parent();
        while (parent != null && done.isComplete()) {
            byte[] bytes = done.bytes();
            BlobWriter.Saved saved = blobs.save(BlobType.TREE, bytes, 0, bytes.length);
            ChangeClass change = saved.addedBytes() == 0 ? ChangeClass.UNCHANGED : ChangeClass.NEW;
            summary.count(done.entry(), change);
            listener.written(done.entry(), change, saved.addedBytes());
            parent.set(done.slotInParent(), json.write(done.entry(), List.of(), saved.id()));
            done = parent;
            parent = done.parent();
        }
    }

    /** Ends the workers; those still at work are waited for. */
    @Override
    public void close() {
        underWay.forEach(f -> f.cancel(false));
        Shares.end(threads);
    }
}
