package io.relaybackup.engine.store;

import java.io.IOException;

/** There is no backup with this id. */
public final class BackupNotFoundException extends IOException {

    private static final long serialVersionUID = 1L;

    public BackupNotFoundException(String id) {
        super("there is no backup " + id);
    }
}
