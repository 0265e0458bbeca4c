package io.relaybackup.trash;

import io.relaybackup.store.Store;

/** Tells how much must be free in a store for its next backup to fit. */
@FunctionalInterface
public interface NextBackupRoom {

    /** In bytes, with what shall stay free; as far as it is known. */
    long bytes(Store store);
}
