package io.relaybackup.engine.repository;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A blob is not what its id says. */
final class DamagedBlobException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedBlobException(PackedBlob blob, String message, @Nullable Throwable cause) {
        super("the " + blob.type().word() + " blob " + blob.id() + " " + message, cause);
    }
}
