package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.CaptureBatch.Take;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.ContentMismatchException;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of a tree's entries: what has not changed by what the snapshot before says of it, the rest by reading
 * it. Used by several threads at once.
 */
final class CaptureWorker {

    private final FileTree tree;
    private final ChunkSaver saver;
    private final Supplier<NodeJson> json;
    private final Progress progress;

    /** @param json for each batch one */
    CaptureWorker(FileTree tree, ChunkSaver saver, Supplier<NodeJson> json, Progress progress) {
        this.tree = tree;
        this.saver = saver;
        this.json = json;
        this.progress = progress;
    }

    /** Takes all of a batch. */
    CaptureBatch take(CaptureBatch batch) throws IOException {
        Map<TreePath, Reading> readings = new ConcurrentHashMap<>();
        List<Entry> toRead = new ArrayList<>();
        for (Take take : batch.takes()) {
            if (!isTaken(take)) {
                toRead.add(take.entry());
                readings.put(take.entry().path(), new Reading(take));
            }
        }
        progress.checkCancelled();
        if (!toRead.isEmpty()) {
            try {
                tree.read(toRead, new Receiver(readings));
            } finally {
                readings.values().forEach(Reading::release);
            }
        }
        NodeJson spelling = json.get();
        for (Take take : batch.takes()) {
            Entry taken = take.taken();
            if (taken != null && !taken.isDirectory()) {
                take.spelled(spelling.write(distrusted(taken), take.content(), null));
                progress.advance(taken.isFile() ? 1 : 0, 0);
            }
        }
        return batch;
    }

    /** What may change without showing it says so by a ctime that nothing has, so that all clients read it again. */
    static Entry distrusted(Entry entry) {
        SourceStamp stamp = entry.stamp();
        if (stamp == null || stamp.settled()) {
            return entry;
        }
        return entry.withStamp(new SourceStamp(
                stamp.size(), stamp.modified(), ZonedTimes.NONE, stamp.device(), stamp.inode(), stamp.links(), false));
    }

    private boolean isTaken(Take take) {
        Entry entry = take.entry();
        if (entry.type() != EntryType.FILE) {
            take.taken(entry, List.of(), ChangeClass.NEW, 0);
            return true;
        }
        Node before = take.previous();
        if (before == null || !isUnchanged(entry, before)) {
            return false;
        }
        // Extended attributes come with the content, and have not changed when the ctime has not.
        Metadata metadata = entry.metadata();
        Metadata whole = new Metadata(
                metadata.mode(),
                metadata.uid(),
                metadata.gid(),
                metadata.modified(),
                before.entry().metadata().extended());
        take.taken(entry.withMetadata(whole), before.content(), ChangeClass.UNCHANGED, 0);
        progress.advance(0, entry.size());
        return true;
    }

    private boolean isUnchanged(Entry now, Node before) {
        SourceStamp stamp = now.stamp();
        SourceStamp then = before.entry().stamp();
        return stamp != null
                && then != null
                && before.entry().isFile()
                && before.entry().size() == now.size()
                && then.provesUnchanged(stamp)
                && before.content().stream().allMatch(id -> saver.blobs().has(BlobType.DATA, id));
    }

    /** A file that is being read. */
    private final class Reading {

        private final Take take;
        private @Nullable FileChunks chunks;
        private final @Nullable MessageDigest whole;

        private Reading(Take take) {
            this.take = take;
            ContentId id = take.entry().contentId();
            this.whole = id != null && id.isSha256() ? Digest.sha256() : null;
        }

        /** What tells that the content is not what was promised; null when it is, or nothing was. */
        private @Nullable CorruptBackupException mismatch(Entry settled, List<Digest> blobs) {
            ContentId expected = settled.contentId() == null ? take.entry().contentId() : settled.contentId();
            ContentId found = found(blobs);
            if (expected == null || !expected.isSha256() || found == null || found.equals(expected)) {
                return null;
            }
            TreePath path = take.entry().path();
            return new CorruptBackupException(
                    "'" + path + "' differs from its checksum", new ContentMismatchException(path, expected, found));
        }

        private @Nullable ContentId found(List<Digest> blobs) {
            if (whole != null) {
                return ContentId.sha256(whole.digest());
            }
            return blobs.size() == 1 ? ContentId.sha256(blobs.get(0).bytes()) : null;
        }

        private void begin() {
            FileChunks begun = chunks;
            if (begun == null) {
                chunks = new FileChunks(saver, take.entry().size());
            } else {
                begun.restart();
                if (whole != null) {
                    whole.reset();
                }
            }
        }

        private void digest(ByteBuffer content) {
            if (whole != null) {
                whole.update(content.duplicate());
            }
        }

        /** What no piece comes for is zero. */
        private void skipTo(long offset) throws IOException {
            long zeros = offset - chunks().position();
            chunks().appendZeros(zeros);
            if (whole != null) {
                byte[] step = new byte[(int) Math.min(zeros, 64 * 1024)];
                for (long left = zeros; left > 0; left -= step.length) {
                    whole.update(step, 0, (int) Math.min(left, step.length));
                }
            }
        }

        private FileChunks chunks() {
            FileChunks begun = chunks;
            if (begun == null) {
                throw new IllegalStateException(
                        "content without its beginning: " + take.entry().path());
            }
            return begun;
        }

        private void release() {
            if (chunks != null) {
                chunks.release();
            }
        }
    }

    /** Cuts what comes into blobs. Needs each file's pieces in their order. */
    private final class Receiver implements ContentReceiver {

        private final Map<TreePath, Reading> readings;

        private Receiver(Map<TreePath, Reading> readings) {
            this.readings = readings;
        }

        private Reading reading(Entry file) {
            Reading reading = readings.get(file.path());
            if (reading == null) {
                throw new IllegalStateException("content that was not asked for: " + file.path());
            }
            return reading;
        }

        @Override
        public void begin(Entry file) {
            progress.checkCancelled();
            reading(file).begin();
        }

        @Override
        public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
            progress.checkCancelled();
            FileChunks chunks = reading(file).chunks();
            if (offset < chunks.position()) {
                throw new IllegalStateException("the pieces of '" + file.path() + "' do not come in their order");
            }
            reading(file).skipTo(offset);
            progress.advance(0, content.remaining());
            reading(file).digest(content);
            chunks.append(content);
        }

        @Override
        public void end(Entry file, Entry settled) throws IOException {
            Reading reading = reading(file);
            FileChunks chunks = reading.chunks();
            reading.skipTo(settled.size());
            FileChunks.Content content = chunks.finish();
            CorruptBackupException mismatch = reading.mismatch(settled, content.blobs());
            if (mismatch != null) {
                reading.take.failed(mismatch);
                return;
            }
            reading.take.taken(settled, content.blobs(), reading.take.changeWhenRead(), content.addedBytes());
        }

        @Override
        public void failed(Entry file, IOException reason) {
            reading(file).take.failed(reason);
        }
    }
}
