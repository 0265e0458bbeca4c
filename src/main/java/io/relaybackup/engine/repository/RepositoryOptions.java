package io.relaybackup.engine.repository;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/**
 * How a repository is used.
 *
 * @param host that backups are grouped by
 * @param systemHost the machine's name, by which locks tell processes apart
 * @param username for people, in keys, locks and snapshots
 * @param program name and version, in snapshots
 * @param owners names of users and groups
 * @param zone that times of files are written in
 * @param packSize bytes from which a pack is full
 * @param threads that work at once
 * @param lockPatience how long others' locks are waited for
 * @param memory where to keep what is remembered of repositories, a file for each; made when it is needed
 */
public record RepositoryOptions(
        String host,
        String systemHost,
        String username,
        String program,
        Owners owners,
        ZoneId zone,
        int packSize,
        Compression compression,
        int threads,
        Duration lockPatience,
        Path memory) {

    /** Bytes of a pack, where nothing else is set. */
    public static final int USUAL_PACK_SIZE = 16 * 1024 * 1024;

    private static final int LEAST_PACK_SIZE = 4 * 1024 * 1024;
    private static final int MOST_PACK_SIZE = 128 * 1024 * 1024;

    public RepositoryOptions {
        if (packSize < LEAST_PACK_SIZE || packSize > MOST_PACK_SIZE || threads < 1) {
            throw new IllegalArgumentException(
                    "a pack has 4 to 128 MiB, and there is a thread at least: " + packSize + ", " + threads);
        }
    }

    /** The same with another size of packs and another compression. */
    public RepositoryOptions with(int otherPackSize, Compression otherCompression) {
        return new RepositoryOptions(
                host,
                systemHost,
                username,
                program,
                owners,
                zone,
                otherPackSize,
                otherCompression,
                threads,
                lockPatience,
                memory);
    }
}
