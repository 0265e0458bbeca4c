package io.relaybackup.engine.storage;

import io.relaybackup.engine.storage.StorageListener.Call;
import io.relaybackup.engine.storage.StorageListener.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Tells of every call to a storage: what it was, how it ended, how long it took. Changes nothing. */
public final class MeteredStorage implements Storage {

    private final Storage storage;
    private final StorageListener listener;

    /** Wraps a storage, which it closes. */
    public MeteredStorage(Storage storage, StorageListener listener) {
        this.storage = storage;
        this.listener = listener;
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private interface Bytes<T> {
        long of(T result);
    }

    private <T> T metered(Call call, Action<T> action, Bytes<T> bytes) throws IOException {
        long start = System.nanoTime();
        Outcome outcome = Outcome.FAILED;
        long moved = 0;
        try {
            T result = action.run();
            outcome = Outcome.OK;
            moved = bytes.of(result);
            return result;
        } catch (NoSuchFileException e) {
            outcome = Outcome.NOT_FOUND;
            throw e;
        } finally {
            listener.called(call, outcome, System.nanoTime() - start, moved);
        }
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        metered(
                Call.PUT,
                () -> {
                    storage.put(name, content);
                    return content;
                },
                ByteBuffer::remaining);
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        return metered(Call.GET, () -> storage.get(name, offset, length), got -> got.length);
    }

    @Override
    public void read(StorageName name, long offset, ByteBuffer into) throws IOException {
        int length = into.remaining();
        metered(
                Call.GET,
                () -> {
                    storage.read(name, offset, into);
                    return name;
                },
                done -> length);
    }

    @Override
    public long size(StorageName name) throws IOException {
        return metered(Call.SIZE, () -> storage.size(name), size -> 0);
    }

    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        metered(
                Call.LIST,
                () -> {
                    storage.list(folder, each);
                    return folder;
                },
                done -> 0);
    }

    @Override
    public void delete(StorageName name) throws IOException {
        metered(
                Call.DELETE,
                () -> {
                    storage.delete(name);
                    return name;
                },
                done -> 0);
    }

    @Override
    public List<String> cleanUp(Instant before) throws IOException {
        return storage.cleanUp(before);
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
