package io.relaybackup.engine.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Spares reading from far away what was read before: keeps copies of whole files in a local directory, which may be
 * deleted at any time. Only files that are named by the SHA-256 of their content are kept, so that a copy is never
 * outdated, and a damaged one never taken for whole.
 *
 * <p>That a file was deleted by somebody else is learnt from lists: what is read by its name alone may be gone. Files
 * that are read in part are fetched whole, each once however many threads want it.
 */
public final class CachedStorage implements Storage {

    /** More than threads that read, so that few wait for another's file. */
    private static final int DOORS = 64;

    private final Storage far;
    private final CacheFolder near;
    private final Predicate<StorageName> worthIt;
    private final Object[] doors = Stream.generate(Object::new).limit(DOORS).toArray();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    private CachedStorage(Storage far, CacheFolder near, Predicate<StorageName> worthIt) {
        this.far = far;
        this.near = near;
        this.worthIt = worthIt;
    }

    /**
     * Wraps a storage, which it closes.
     *
     * @param directory for nothing else; made when it is needed
     * @param limit bytes to keep at most
     * @param worthIt which files to keep; asked at every call, so its answers may change
     */
    public static CachedStorage open(
            Storage far, Path directory, long limit, Predicate<StorageName> worthIt, Clock clock) {
        return new CachedStorage(far, CacheFolder.open(directory, limit, clock), worthIt);
    }

    /** How many readings were spared. */
    public long hits() {
        return hits.sum();
    }

    /** How many readings of what is worth keeping were not spared. */
    public long misses() {
        return misses.sum();
    }

    /** How many bytes are kept. */
    public long bytes() {
        return near.bytes();
    }

    /** Forgets a copy, after which it is read from afar: for who finds that the content makes no sense. */
    public void forget(StorageName name) {
        near.forget(name);
    }

    /** Forgets all copies. */
    public void clear() {
        near.forgetIf(name -> true);
    }

    private boolean isKept(StorageName name) {
        return CacheFolder.isCheckable(name) && worthIt.test(name);
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        far.put(name, content);
        if (isKept(name) && CacheFolder.isContentOf(name, content)) {
            near.keep(name, content);
        }
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        if (!isKept(name)) {
            return far.get(name, offset, length);
        }
        byte[] copy = near.read(name, offset, length);
        if (copy == null) {
            synchronized (doors[Math.floorMod(name.hashCode(), DOORS)]) {
                copy = near.read(name, offset, length);
                if (copy == null) {
                    misses.increment();
                    return fetch(name, offset, length);
                }
            }
        }
        hits.increment();
        return copy;
    }

    private byte[] fetch(StorageName name, long offset, int length) throws IOException {
        long size = far.size(name);
        if (size > near.limit() || size > Integer.MAX_VALUE - 8) {
            return far.get(name, offset, length);
        }
        byte[] whole = far.get(name, 0, (int) size);
        if (CacheFolder.isContentOf(name, ByteBuffer.wrap(whole))) {
            near.keep(name, ByteBuffer.wrap(whole));
        }
        if (offset < 0 || length < 0 || size - length < offset) {
            throw new EOFException(name + " has " + size + " bytes, not " + length + " from " + offset + " on");
        }
        return length == size ? whole : Arrays.copyOfRange(whole, (int) offset, (int) offset + length);
    }

    @Override
    public long size(StorageName name) throws IOException {
        long size = isKept(name) ? near.size(name) : -1;
        return size < 0 ? far.size(name) : size;
    }

    /** Forgets what it turns out to have been deleted. */
    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        Set<StorageName> gone = near.names(folder);
        far.list(folder, file -> {
            gone.remove(file.name());
            each.accept(file);
        });
        near.forgetIf(gone::contains);
    }

    @Override
    public void delete(StorageName name) throws IOException {
        try {
            far.delete(name);
        } finally {
            near.forget(name);
        }
    }

    @Override
    public List<String> cleanUp(Instant before) throws IOException {
        return far.cleanUp(before);
    }

    @Override
    public String location() {
        return far.location();
    }

    @Override
    public void close() throws IOException {
        far.close();
    }
}
