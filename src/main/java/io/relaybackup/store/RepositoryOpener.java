package io.relaybackup.store;

import java.io.IOException;

/** Opens repositories: the engine's in the service, their own in tests. */
@FunctionalInterface
interface RepositoryOpener {

    /**
     * Opens one, or makes it where that is wanted and nothing is there.
     *
     * @throws io.relaybackup.engine.store.StoreUnavailableException when there is none, or it cannot be used
     * @throws io.relaybackup.engine.store.StoreLockedException when somebody keeps all others out
     */
    OpenedStore open(RepositorySettings settings) throws IOException;
}
