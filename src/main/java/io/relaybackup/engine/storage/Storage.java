package io.relaybackup.engine.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps bytes by name: written once, whole, and never changed. It knows nothing of what they mean, makes no names, and
 * tries nothing twice: see {@link RetryingStorage}.
 *
 * <p>Every method may be called from several threads. What is not there is a {@link java.nio.file.NoSuchFileException};
 * other {@link IOException}s are trouble with the storage or the way to it, which may pass.
 */
public interface Storage extends Closeable {

    /**
     * Keeps bytes. When this returns they are on stable storage under their name, and nobody ever sees a part of them;
     * when it throws, either all or nothing is there. A name that is there already is left as it is.
     *
     * @param content from its position to its limit, which are left alone
     */
    void put(StorageName name, ByteBuffer content) throws IOException;

    /**
     * Reads a part.
     *
     * @throws java.io.EOFException when the part goes beyond the end
     */
    byte[] get(StorageName name, long offset, int length) throws IOException;

    /**
     * Reads a part into a buffer that the caller has, from its position to its limit, which are equal when this
     * returns. When it throws, what is in the buffer means nothing.
     *
     * @throws java.io.EOFException when the part goes beyond the end
     */
    default void read(StorageName name, long offset, ByteBuffer into) throws IOException {
        into.put(get(name, offset, into.remaining()));
    }

    /** How many bytes there are under a name. */
    long size(StorageName name) throws IOException;

    /**
     * Tells of everything whose name begins with {@code folder} and a slash, at any depth and in no order; of nothing
     * when there is no such folder. What was put or deleted meanwhile may be told of or not. Names that no
     * {@link StorageName} can have are passed over.
     */
    void list(StorageName folder, Consumer<StoredFile> each) throws IOException;

    /** Deletes; when this returns, it stays deleted. */
    void delete(StorageName name) throws IOException;

    /**
     * Removes what writes that were cut short left behind, which no name leads to.
     *
     * @param before when a write that is still under way cannot have been at work for the last time; others may be at
     *     work here, and one that was removed all the same fails
     * @return what was removed, in the storage's own words
     */
    default List<String> cleanUp(Instant before) throws IOException {
        return List.of();
    }

    /** Where it is, for people; without secrets. */
    String location();

    @Override
    void close() throws IOException;
}
