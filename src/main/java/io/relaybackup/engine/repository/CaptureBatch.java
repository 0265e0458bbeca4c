package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.tree.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Consecutive entries of a tree, which one thread takes together. */
final class CaptureBatch {

    private static final int MOST_TAKES = 256;

    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final List<Take> takes = new ArrayList<>();
    private long bytes;

    /** An entry to be taken, and what became of it. */
    static final class Take {

        private final TreeDraft directory;
        private final int slot;
        private final Entry entry;
        private final @Nullable Node previous;
        private @Nullable Entry taken;
        private List<Digest> content = List.of();
        private byte @Nullable [] node;
        private ChangeClass change = ChangeClass.NEW;
        private long addedBytes;
        private @Nullable IOException failure;

        Take(TreeDraft directory, int slot, Entry entry, @Nullable Node previous) {
            this.directory = directory;
            this.slot = slot;
            this.entry = entry;
            this.previous = previous;
        }

        TreeDraft directory() {
            return directory;
        }

        int slot() {
            return slot;
        }

        Entry entry() {
            return entry;
        }

        @Nullable
        Node previous() {
            return previous;
        }

        void taken(Entry result, List<Digest> blobs, ChangeClass how, long added) {
            taken = result;
            content = blobs;
            change = how;
            addedBytes = added;
        }

        void failed(IOException reason) {
            failure = reason;
        }

        void spelled(byte[] json) {
            node = json;
        }

        @Nullable
        Entry taken() {
            return taken;
        }

        List<Digest> content() {
            return content;
        }

        byte @Nullable [] node() {
            return node;
        }

        ChangeClass change() {
            return change;
        }

        long addedBytes() {
            return addedBytes;
        }

        IOException failure() {
            return failure == null ? new IOException("it was not read") : failure;
        }

        /** How a file that had to be read compares with the one before. */
        ChangeClass changeWhenRead() {
            return previous != null && previous.entry().isFile() ? ChangeClass.CHANGED : ChangeClass.NEW;
        }
    }

    void add(Take take) {
        takes.add(take);
        bytes += take.entry().size();
    }

    boolean isFull() {
        return takes.size() >= MOST_TAKES || bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return takes.isEmpty();
    }

    List<Take> takes() {
        return takes;
    }
}
