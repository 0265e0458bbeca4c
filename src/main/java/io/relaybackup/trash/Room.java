package io.relaybackup.trash;

import io.relaybackup.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether a store is nearly full. */
@FunctionalInterface
interface Room {

    /** How many bytes are missing for the next backup to fit, measured now; 0 or less when it fits, or nobody knows. */
    long lacking(Store store) throws IOException;

    /** By what the file system gives. */
    static Room onDisk(NextBackupRoom needed) {
        return store -> {
            Path folder = store.folder().orElse(null);
            return folder == null
                    ? 0
                    : needed.bytes(store) - Files.getFileStore(folder).getUsableSpace();
        };
    }
}
