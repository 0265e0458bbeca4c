package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts new blobs into packs, packs into the storage, and what is in them into index files; a blob that is there already
 * costs its SHA-256. Content goes to one of two open packs at random, so that the sizes of packs tell less of what is
 * in them. {@link #save} may be called by several threads.
 *
 * <p>A pack is in the storage before an index names it. What was put when the writing is given up is indexed too, so
 * that the next writing need not put it again.
 */
final class BlobWriter implements Closeable {

    private static final int OPEN_DATA_PACKS = 2;
    private static final int UPLOADS = 2;

    /** A blob that would make a pack longer than that beyond its size goes to the next. */
    private static final int BEYOND = 2 * 1024 * 1024;

    /** Room for the header of a pack of small blobs. */
    private static final int HEADER = 512 * 1024;

    private final Storage storage;
    private final SealedFiles files;
    private final BlobIndex index;
    private final BlobCodecs codecs;
    private final Seal headers;
    private final SecureRandom random;
    private final int packSize;
    private final Gate gate;

    private final Map<BlobType, Added> added = new ConcurrentHashMap<>();
    private final Map<BlobType, Set<Digest>> underWay = new EnumMap<>(BlobType.class);
    private final List<OpenPack> dataPacks = new ArrayList<>();
    private final BufferPool buffers;
    private OpenPack treePack;
    private final ExecutorService uploads;
    private final Semaphore uploading = new Semaphore(UPLOADS);
    private final List<IndexedPack> unindexed = new ArrayList<>();
    private int unindexedBlobs;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean indexed;

    /** Asked before anything is put. */
    @FunctionalInterface
    interface Gate {

        /** Returns when things may be put, and go on to be. */
        void pass() throws IOException;
    }

    /** @param packSize bytes from which a pack is full */
    BlobWriter(Storage storage, Repository repository, BlobIndex index, BlobCodecs codecs, int packSize, Gate gate) {
        this.storage = storage;
        this.files = repository.files();
        this.index = index;
        this.codecs = codecs;
        this.random = new SecureRandom();
        this.headers = new Seal(repository.master(), random);
        this.packSize = packSize;
        this.gate = gate;
        this.buffers = codecs.buffers(packSize + BEYOND + HEADER);
        this.treePack = new OpenPack(BlobType.TREE, buffers);
        for (BlobType type : BlobType.values()) {
            underWay.put(type, ConcurrentHashMap.newKeySet());
        }
        for (int i = 0; i < OPEN_DATA_PACKS; i++) {
            dataPacks.add(new OpenPack(BlobType.DATA, buffers));
        }
        uploads = Executors.newFixedThreadPool(UPLOADS, task -> {
            Thread thread = new Thread(task, "repository-upload");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Buffers of a length, which outlive this writing. */
    BufferPool buffers(int length) {
        return codecs.buffers(length);
    }

    /**
     * A blob that is kept, or will be.
     *
     * @param addedBytes what it takes; 0 where it was there before
     */
    record Saved(Digest id, int addedBytes) {}

    /** Keeps a blob; its content can be forgotten when this returns. */
    Saved save(BlobType type, byte[] bytes, int from, int length) throws IOException {
        throwFailure();
        BlobCodec codec = codecs.take();
        try {
            Digest id = codec.digest(bytes, from, length);
            if (index.has(type, id) || !underWay(type).add(id)) {
                return new Saved(id, 0);
            }
            int sealed = codec.seal(type, bytes, from, length);
            added.merge(type, new Added(1, length, sealed), Added::plus);
            add(new PackedBlob(type, id, 0, sealed, codec.uncompressedLength()), codec.sealed(), 0);
            return new Saved(id, sealed);
        } finally {
            codecs.giveBack(codec);
        }
    }

    /**
     * Keeps a blob as it was sealed for another pack, unless it is kept here already; the caller has made sure that it
     * is whole.
     *
     * @param bytes where its sealed bytes begin at {@code from}; they can be forgotten when this returns
     */
    void keep(PackedBlob blob, byte[] bytes, int from) throws IOException {
        throwFailure();
        if (!index.has(blob.type(), blob.id()) && underWay(blob.type()).add(blob.id())) {
            add(blob, bytes, from);
        }
    }

    /**
     * Blobs that were not there before.
     *
     * @param bytes of their content
     * @param storedBytes that they take in packs
     */
    record Added(long blobs, long bytes, long storedBytes) {

        static final Added NOTHING = new Added(0, 0, 0);

        Added plus(Added more) {
            return new Added(blobs + more.blobs, bytes + more.bytes, storedBytes + more.storedBytes);
        }
    }

    /** What was saved so far. */
    Added added(BlobType type) {
        return added.getOrDefault(type, Added.NOTHING);
    }

    /** Whether a blob is kept, or will be. */
    boolean has(BlobType type, Digest id) {
        return index.has(type, id) || underWay(type).contains(id);
    }

    private Set<Digest> underWay(BlobType type) {
        Set<Digest> ids = underWay.get(type);
        if (ids == null) {
            throw new IllegalStateException("a blob of no type");
        }
        return ids;
    }

    private void add(PackedBlob blob, byte[] bytes, int from) throws IOException {
        BlobType type = blob.type();
        OpenPack full = null;
        synchronized (this) {
            int which = random.nextInt(OPEN_DATA_PACKS);
            OpenPack pack = type == BlobType.TREE ? treePack : dataPacks.get(which);
            boolean fits = pack.isEmpty() || pack.length() + blob.length() <= packSize + BEYOND;
            if (fits) {
                pack.add(blob.id(), bytes, from, blob.length(), blob.uncompressedLength());
            }
            if (!fits || pack.length() >= packSize) {
                // Before the next is begun: all wait here while as many as may be are on their way.
                awaitUpload();
                full = pack;
                OpenPack next = new OpenPack(type, buffers);
                if (!fits) {
                    next.add(blob.id(), bytes, from, blob.length(), blob.uncompressedLength());
                }
                if (type == BlobType.TREE) {
                    treePack = next;
                } else {
                    dataPacks.set(which, next);
                }
            }
        }
        if (full != null) {
            submit(full);
        }
    }

    /** Waits while as many packs as may be are on their way, which bounds the memory they take. */
    private void awaitUpload() throws IOException {
        try {
            uploading.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while packs were put");
        }
    }

    /** Puts a pack for which {@link #awaitUpload} was called. */
    private void submit(OpenPack pack) {
        uploads.execute(() -> {
            try {
                if (failure.get() == null) {
                    upload(pack);
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                pack.release();
                uploading.release();
            }
        });
    }

    private void upload(OpenPack pack) throws IOException {
        synchronized (headers) {
            pack.finish(headers);
        }
        Digest id = Digest.ofContent(pack.bytes(), 0, pack.length());
        gate.pass();
        storage.put(FileKind.PACK.name(id), ByteBuffer.wrap(pack.bytes(), 0, pack.length()));
        List<IndexedPack> full = List.of();
        synchronized (unindexed) {
            unindexed.add(new IndexedPack(id, pack.blobs()));
            unindexedBlobs += pack.blobs().size();
            if (unindexedBlobs >= IndexFile.FULL) {
                full = takeUnindexed();
            }
        }
        saveIndex(full);
    }

    private List<IndexedPack> takeUnindexed() {
        List<IndexedPack> taken = List.copyOf(unindexed);
        unindexed.clear();
        unindexedBlobs = 0;
        return taken;
    }

    /** Only what an index file names may be relied on by others, here and elsewhere. */
    private void saveIndex(List<IndexedPack> packs) throws IOException {
        if (!packs.isEmpty()) {
            gate.pass();
            files.save(FileKind.INDEX, IndexFile.write(packs));
            synchronized (unindexed) {
                packs.forEach(index::add);
            }
            packs.forEach(
                    pack -> pack.blobs().forEach(blob -> underWay(blob.type()).remove(blob.id())));
        }
    }

    /** Returns when every blob is in a pack, every pack in the storage and every one of them in an index there. */
    void flush() throws IOException {
        List<OpenPack> rest = new ArrayList<>();
        synchronized (this) {
            OpenPack first = dataPacks.get(0);
            OpenPack second = dataPacks.get(1);
            if (!second.isEmpty() && first.length() + second.length() <= packSize) {
                first.addAll(second);
                second.release();
            } else {
                rest.add(second);
            }
            rest.add(first);
            rest.add(treePack);
            dataPacks.replaceAll(pack -> new OpenPack(BlobType.DATA, buffers));
            treePack = new OpenPack(BlobType.TREE, buffers);
        }
        for (OpenPack pack : rest) {
            if (!pack.isEmpty()) {
                awaitUpload();
                submit(pack);
            }
        }
        awaitUploads();
        throwFailure();
        indexRest();
    }

    private void awaitUploads() throws InterruptedIOException {
        try {
            uploading.acquire(UPLOADS);
            uploading.release(UPLOADS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while packs were put");
        }
    }

    private void indexRest() throws IOException {
        List<IndexedPack> rest;
        synchronized (unindexed) {
            rest = takeUnindexed();
        }
        saveIndex(rest);
        indexed = true;
    }

    private void throwFailure() throws IOException {
        Throwable e = failure.get();
        if (e != null) {
            throw FileChunks.rethrow(e);
        }
    }

    /** Returns when nothing is put any more. */
    @Override
    public void close() throws IOException {
        Shares.end(uploads);
        if (indexed) {
            return;
        }
        Throwable reason = failure.get();
        if (reason == null) {
            indexRest();
        } else {
            takeBack(reason);
        }
    }

    /** Where something could not be put, packs that no index names would take room that may be what was lacking. */
    private void takeBack(Throwable reason) {
        List<IndexedPack> unnamed;
        synchronized (unindexed) {
            unnamed = takeUnindexed();
        }
        try {
            // Without the lock they may not be there only for this writing any more.
            gate.pass();
            for (IndexedPack pack : unnamed) {
                storage.delete(FileKind.PACK.name(pack.id()));
            }
        } catch (IOException | RuntimeException e) {
            // The next prune finds them.
            reason.addSuppressed(e);
        }
    }
}
