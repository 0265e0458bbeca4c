package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.store.StoreUnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What all work on an opened repository shares. Safe for many threads. */
final class RepositoryParts implements Closeable {

    /** Without a byte written; a write that takes longer, and whose beginning is removed by this, fails. */
    private static final Duration WRITE_AT_MOST = Duration.ofMinutes(10);

    private final Storage storage;
    private final Repository repository;
    private final RepositoryOptions options;
    private final Clock clock;
    private final RepositoryIndex index;
    private final BlobCodecs codecs;
    private final BlobReader blobs;
    private final TreeLoader trees;
    private final ExecutorService readers;
    private final PackReading reading;
    private final Locks locks;
    private final RepositoryMemory memory;

    RepositoryParts(Storage storage, Repository repository, RepositoryOptions options, Clock clock, LockTimes times) {
        this.storage = storage;
        this.repository = repository;
        this.options = options;
        this.clock = clock;
        this.index = new RepositoryIndex(storage, repository.files());
        this.codecs = new BlobCodecs(
                repository.master(),
                new SecureRandom(),
                options.compression(),
                repository.config().version());
        this.blobs = new BlobReader(storage, index::blobs, codecs);
        this.trees = new TreeLoader(blobs);
        this.readers = Executors.newFixedThreadPool(options.threads(), task -> {
            Thread thread = new Thread(task, "repository-reader");
            thread.setDaemon(true);
            return thread;
        });
        this.reading = new PackReading(storage, index::blobs, blobs, codecs, readers, options.threads());
        this.locks = new Locks(storage, repository.files(), options.systemHost(), options.username(), clock, times);
        this.memory =
                RepositoryMemory.open(options.memory(), repository.config().id());
    }

    Storage storage() {
        return storage;
    }

    Repository repository() {
        return repository;
    }

    RepositoryOptions options() {
        return options;
    }

    Clock clock() {
        return clock;
    }

    RepositoryIndex index() {
        return index;
    }

    BlobCodecs codecs() {
        return codecs;
    }

    BlobReader blobs() {
        return blobs;
    }

    TreeLoader trees() {
        return trees;
    }

    /** Reads the content of files. */
    PackReading reading() {
        return reading;
    }

    /** Threads for reading packs, {@link RepositoryOptions#threads} of them. */
    ExecutorService readers() {
        return readers;
    }

    Locks locks() {
        return locks;
    }

    RepositoryMemory memory() {
        return memory;
    }

    /**
     * Makes sure that the repository is still there.
     *
     * @throws StoreUnavailableException when it is not
     */
    void checkPresent() throws IOException {
        try {
            storage.size(FileKind.CONFIG);
        } catch (NoSuchFileException e) {
            throw new StoreUnavailableException("there is no repository any more at " + storage.location(), e);
        }
    }

    /** Removes what writes that were cut short left in the storage; returns it in the storage's words. */
    List<String> removeLeftWrites() throws IOException {
        return storage.cleanUp(clock.instant().minus(WRITE_AT_MOST));
    }

    NodeJson nodeJson() {
        return new NodeJson(options.zone(), options.owners());
    }

    @Override
    public void close() throws IOException {
        readers.shutdown();
        codecs.close();
        repository.close();
        storage.close();
    }
}
