package io.relaybackup.engine.repository;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of whoever reads much: taken before the first reading, given up when the tree is closed. For many threads.
 */
final class ReadingLock implements RepositoryTree.Closing {

    private static final Logger log = LoggerFactory.getLogger(ReadingLock.class);

    private final RepositoryParts parts;
    private @Nullable Lock lock;
    private boolean begun;

    ReadingLock(RepositoryParts parts) {
        this.parts = parts;
    }

    @Override
    public synchronized void beforeReading() throws IOException {
        if (begun) {
            return;
        }
        try {
            lock = parts.locks().acquire(LockKind.SHARED, parts.options().lockPatience());
        } catch (FileSystemException e) {
            parts.checkPresent();
            // A full disk or one that may only be read must not keep anybody from what is on it: all that is read
            // is verified, so that somebody who frees space meanwhile can make the reading fail, and no worse.
            log.warn(
                    "{} is read without a lock, as none can be written: {}",
                    parts.storage().location(),
                    e.toString());
        }
        begun = true;
        parts.index().refresh();
    }

    @Override
    public synchronized void close() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
        begun = false;
    }
}
