package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.BlobIndex.Location;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.tree.ContentReceiver;
import io.relaybackup.engine.tree.Entry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Reads files' content pack by pack: of each pack what is needed, once, whichever files need it. A blob that is damaged
 * is read from wherever else it lies. Long stretches of zeros are passed over, which leaves holes. Safe for many
 * threads.
 */
final class PackReading {

    /** From so many bytes on, several threads take part. */
    private static final long SHARED = 32L * 1024 * 1024;

    private static final byte[] ZEROS = new byte[64 * 1024];

    private final Storage storage;
    private final Supplier<BlobIndex> index;
    private final BlobReader blobs;
    private final BlobCodecs codecs;
    private final ExecutorService helpers;
    private final int helperCount;

    /** @param helpers threads that take part in large readings */
    PackReading(
            Storage storage,
            Supplier<BlobIndex> index,
            BlobReader blobs,
            BlobCodecs codecs,
            ExecutorService helpers,
            int helperCount) {
        this.storage = storage;
        this.index = index;
        this.blobs = blobs;
        this.codecs = codecs;
        this.helpers = helpers;
        this.helperCount = helperCount;
    }

    /** A file and its blobs. */
    record Wanted(Entry file, List<Digest> content) {

        Wanted {
            content = List.copyOf(content);
        }
    }

    /** Where in a file a blob belongs. */
    private record Target(Receiving file, long offset) {}

    /** A blob of a pack and whereto it goes. */
    private record Piece(PackedBlob blob, List<Target> targets) {}

    /** A file whose content comes. */
    private static final class Receiving {

        private final Entry file;
        private final ContentReceiver receiver;
        private int missing;
        private boolean begun;
        private boolean failed;

        private Receiving(Entry file, ContentReceiver receiver, int pieces) {
            this.file = file;
            this.receiver = receiver;
            this.missing = pieces;
        }

        private synchronized void begin() throws IOException {
            if (!begun) {
                begun = true;
                receiver.begin(file);
            }
        }

        private synchronized void take(long offset, byte[] content, int length) throws IOException {
            if (failed) {
                return;
            }
            begin();
            int from = 0;
            while (from < length) {
                int end = from;
                while (end < length && !isZero(content, end, Math.min(length, end + ZEROS.length))) {
                    end = Math.min(length, end + ZEROS.length);
                }
                if (end > from) {
                    receiver.chunk(file, offset + from, ByteBuffer.wrap(content, from, end - from));
                }
                from = end;
                while (from < length && isZero(content, from, Math.min(length, from + ZEROS.length))) {
                    from = Math.min(length, from + ZEROS.length);
                }
            }
            missing--;
            end();
        }

        private synchronized void end() throws IOException {
            if (missing == 0) {
                receiver.end(file, file);
            }
        }

        private synchronized void fail(IOException reason) throws IOException {
            if (!failed) {
                failed = true;
                begin();
                receiver.failed(file, reason);
            }
        }
    }

    private static boolean isZero(byte[] content, int from, int to) {
        return to - from == ZEROS.length && Arrays.equals(content, from, to, ZEROS, 0, to - from);
    }

    /** Bytes of a data blob's content. */
    int length(Digest id) throws CorruptRepositoryException {
        Location location = index.get().location(BlobType.DATA, id);
        if (location == null) {
            throw BlobReader.missing(BlobType.DATA, id, null);
        }
        return location.blob().contentLength();
    }

    /** @throws CorruptBackupException when the blobs of a file do not make up its size */
    void checkSize(Entry file, List<Digest> content) throws CorruptBackupException {
        long size = 0;
        for (Digest id : content) {
            try {
                size += length(id);
            } catch (CorruptRepositoryException e) {
                throw new CorruptBackupException("'" + file.path() + "' is damaged: " + e.getMessage(), e);
            }
        }
        if (size != file.size()) {
            throw new CorruptBackupException(
                    "'" + file.path() + "' has blobs of " + size + " bytes and should have " + file.size(), null);
        }
    }

    /** Hands over the content of files. */
    void read(List<Wanted> files, ContentReceiver receiver) throws IOException {
        Map<Digest, Map<Digest, Piece>> packs = new LinkedHashMap<>();
        long bytes = 0;
        for (Wanted wanted : files) {
            Receiving file =
                    new Receiving(wanted.file(), receiver, wanted.content().size());
            try {
                checkSize(wanted.file(), wanted.content());
            } catch (CorruptBackupException e) {
                file.fail(e);
                continue;
            }
            if (wanted.content().isEmpty()) {
                file.begin();
                file.end();
                continue;
            }
            plan(wanted, file, packs);
            bytes += wanted.file().size();
        }
        List<Map.Entry<Digest, List<Piece>>> ordered = new ArrayList<>();
        for (Map.Entry<Digest, Map<Digest, Piece>> pack : packs.entrySet()) {
            List<Piece> pieces = new ArrayList<>(pack.getValue().values());
            pieces.sort(Comparator.comparingInt((Piece piece) -> piece.blob().offset()));
            ordered.add(Map.entry(pack.getKey(), pieces));
        }
        if (bytes >= SHARED && ordered.size() > 1) {
            readShared(ordered);
        } else {
            for (Map.Entry<Digest, List<Piece>> pack : ordered) {
                readPack(pack.getKey(), pack.getValue());
            }
        }
    }

    private void plan(Wanted wanted, Receiving file, Map<Digest, Map<Digest, Piece>> packs)
            throws CorruptRepositoryException {
        long offset = 0;
        for (Digest id : wanted.content()) {
            Location location = index.get().location(BlobType.DATA, id);
            if (location == null) {
                throw BlobReader.missing(BlobType.DATA, id, null);
            }
            packs.computeIfAbsent(location.pack(), pack -> new LinkedHashMap<>())
                    .computeIfAbsent(id, blob -> new Piece(location.blob(), new ArrayList<>(1)))
                    .targets()
                    .add(new Target(file, offset));
            offset += location.blob().contentLength();
        }
    }

    private void readShared(List<Map.Entry<Digest, List<Piece>>> packs) throws IOException {
        ConcurrentLinkedQueue<Map.Entry<Digest, List<Piece>>> queue = new ConcurrentLinkedQueue<>(packs);
        Callable<Boolean> work = () -> {
            try {
                for (var pack = queue.poll(); pack != null; pack = queue.poll()) {
                    readPack(pack.getKey(), pack.getValue());
                }
                return true;
            } catch (Throwable e) {
                queue.clear();
                throw e;
            }
        };
        List<Future<Boolean>> shares = new ArrayList<>();
        for (int i = 1; i < helperCount; i++) {
            shares.add(helpers.submit(work));
        }
        Throwable failure = null;
        try {
            work.call();
        } catch (Exception | Error e) {
            failure = e;
        }
        boolean interrupted = false;
        for (Future<Boolean> share : shares) {
            boolean ended = false;
            while (!ended) {
                try {
                    share.get();
                    ended = true;
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    ended = true;
                } catch (InterruptedException e) {
                    // Whoever reads must have ended before the receiver is let go.
                    interrupted = true;
                    queue.clear();
                    failure =
                            failure == null ? new InterruptedIOException("interrupted while packs were read") : failure;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw FileChunks.rethrow(failure);
        }
    }

    private void readPack(Digest pack, List<Piece> pieces) throws IOException {
        int next = 0;
        for (PackRanges.Range range :
                PackRanges.of(pieces.stream().map(Piece::blob).toList())) {
            int end = next + range.blobs().size();
            readRange(pack, range.offset(), range.length(), pieces.subList(next, end));
            next = end;
        }
    }

    private void readRange(Digest pack, int offset, int length, List<Piece> pieces) throws IOException {
        BlobCodec codec = codecs.take();
        try {
            byte[] bytes;
            try {
                // What is too large to be true is not put together with others.
                BlobCodec.checkSize(pieces.get(0).blob());
                bytes = codec.read(storage, FileKind.PACK.name(pack), offset, length);
            } catch (NoSuchFileException | EOFException | DamagedBlobException e) {
                bytes = null;
            }
            for (Piece piece : pieces) {
                PackedBlob blob = piece.blob();
                if (bytes != null) {
                    try {
                        byte[] content = codec.open(blob, bytes, blob.offset() - offset);
                        deliver(piece, content, blob.contentLength());
                        continue;
                    } catch (DamagedBlobException e) {
                        // Perhaps it is whole elsewhere.
                    }
                }
                readElsewhere(piece);
            }
        } finally {
            codecs.giveBack(codec);
        }
    }

    private void readElsewhere(Piece piece) throws IOException {
        byte[] content;
        try {
            content = blobs.load(BlobType.DATA, piece.blob().id());
        } catch (CorruptRepositoryException e) {
            for (Target target : piece.targets()) {
                target.file()
                        .fail(new CorruptBackupException(
                                "'" + target.file().file.path() + "' is damaged: " + e.getMessage(), e));
            }
            return;
        }
        deliver(piece, content, content.length);
    }

    private static void deliver(Piece piece, byte[] content, int length) throws IOException {
        for (Target target : piece.targets()) {
            target.file().take(target.offset(), content, length);
        }
    }
}
