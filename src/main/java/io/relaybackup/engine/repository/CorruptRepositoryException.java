package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.CorruptBackupException;
import org.jspecify.annotations.Nullable;

/** A file of a repository, or a blob, is not what was written. */
public final class CorruptRepositoryException extends CorruptBackupException {

    private static final long serialVersionUID = 1L;

    CorruptRepositoryException(StorageName file, String message, @Nullable Throwable cause) {
        this(file.value(), message, cause);
    }

    /** @param what is not as it was written, where that is no file: a blob */
    CorruptRepositoryException(String what, String message, @Nullable Throwable cause) {
        super(what + " " + message, cause);
    }
}
