package io.relaybackup.engine.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Tries again what failed and may succeed later, after waits that double. What is not there, and a part beyond the end,
 * stay so and are not tried again.
 *
 * <p>That a call may be tried again although the first was carried out does no harm: what is put is put once, and what
 * a delete no longer finds is deleted.
 */
public final class RetryingStorage implements Storage {

    private final Storage storage;
    private final int retries;
    private final Duration firstWait;

    /**
     * Wraps a storage, which it closes.
     *
     * @param retries after the first try
     * @param firstWait before the first retry; each is varied by up to a half, so that many do not come back at once
     */
    public RetryingStorage(Storage storage, int retries, Duration firstWait) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries);
        }
        this.storage = storage;
        this.retries = retries;
        this.firstWait = firstWait;
    }

    private interface Call<T> {
        T run(int attempt) throws IOException;
    }

    private <T> T retrying(Call<T> call) throws IOException {
        Duration wait = firstWait;
        for (int attempt = 0; true; attempt++) {
            try {
                return call.run(attempt);
            } catch (NoSuchFileException | EOFException | InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (attempt == retries) {
                    throw e;
                }
                pause(wait, e);
                wait = wait.multipliedBy(2);
            }
        }
    }

    private static void pause(Duration wait, IOException cause) throws IOException {
        long half = wait.toMillis() / 2;
        try {
            Thread.sleep(half + ThreadLocalRandom.current().nextLong(half + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting to try again");
            stopped.initCause(cause);
            throw stopped;
        }
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        retrying(attempt -> {
            storage.put(name, content);
            return name;
        });
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        return retrying(attempt -> storage.get(name, offset, length));
    }

    @Override
    public void read(StorageName name, long offset, ByteBuffer into) throws IOException {
        int from = into.position();
        retrying(attempt -> {
            storage.read(name, offset, into.position(from));
            return name;
        });
    }

    @Override
    public long size(StorageName name) throws IOException {
        return retrying(attempt -> storage.size(name));
    }

    /** Tells of nothing until it has all, so that nothing is told of twice. */
    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        List<StoredFile> all = retrying(attempt -> {
            List<StoredFile> found = new ArrayList<>();
            storage.list(folder, found::add);
            return found;
        });
        all.forEach(each);
    }

    @Override
    public void delete(StorageName name) throws IOException {
        retrying(attempt -> {
            try {
                storage.delete(name);
            } catch (NoSuchFileException e) {
                if (attempt == 0) {
                    throw e;
                }
            }
            return name;
        });
    }

    @Override
    public List<String> cleanUp(Instant before) throws IOException {
        return retrying(attempt -> storage.cleanUp(before));
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
