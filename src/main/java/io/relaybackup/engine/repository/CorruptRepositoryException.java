package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file of a repository is not what was written. */
public final class CorruptRepositoryException extends IOException {

    private static final long serialVersionUID = 1L;

    CorruptRepositoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    CorruptRepositoryException(StorageName file, String message, @Nullable Throwable cause) {
        super(file + " " + message, cause);
    }
}
