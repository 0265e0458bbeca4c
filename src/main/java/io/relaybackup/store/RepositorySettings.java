package io.relaybackup.store;

import java.nio.file.Path;

/**
 * What a repository is opened with.
 *
 * @param name of the store
 * @param folder absolute
 * @param packSize in bytes, to which packs are filled
 */
record RepositorySettings(
        String name,
        Path folder,
        PasswordSource password,
        WhenMissing whenMissing,
        long packSize,
        CompressionLevel compression) {

    /** What to do where there is no repository. */
    enum WhenMissing {
        MAKE,
        FAIL
    }

    /** The same for a repository that was there before: none begins in its place. */
    RepositorySettings known() {
        return new RepositorySettings(name, folder, password, WhenMissing.FAIL, packSize, compression);
    }
}
