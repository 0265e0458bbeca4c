package io.relaybackup.engine.directory;

import java.io.IOException;
import java.nio.file.Path;

/** Puts what was written on stable storage. Safe for many threads. */
@FunctionalInterface
public interface Durability {

    /**
     * Returns when everything below a directory, and the directory itself, would survive a loss of power. The name of
     * the directory in its parent is not part of it. Follows no symlink.
     *
     * @throws IOException when that cannot be had; nothing may then be relied on
     */
    void force(Path root) throws IOException;

    /**
     * The fastest that this machine has: the whole file system at once by {@code sync -f} of coreutils or busybox, and
     * where that fails each file alone.
     *
     * @param threads how many files are forced at a time when it comes to that
     */
    static Durability fastest(int threads) {
        return new SyncCommand(eachFile(threads));
    }

    /**
     * Forces each file and directory alone.
     *
     * @param threads how many at a time; a journaling file system commits many waiting files together
     */
    static Durability eachFile(int threads) {
        return new EachFile(threads);
    }
}
