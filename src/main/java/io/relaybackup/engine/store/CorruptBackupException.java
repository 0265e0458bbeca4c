package io.relaybackup.engine.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A backup is not what was written. */
public class CorruptBackupException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Damage was met.
     *
     * @param message names the file, relative to the backup
     */
    public CorruptBackupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
