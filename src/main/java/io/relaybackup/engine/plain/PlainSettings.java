package io.relaybackup.engine.plain;

import io.relaybackup.engine.directory.Durability;
import java.nio.file.Files;

/**
 * How a plain store works.
 *
 * @param workers how many files it writes or checks at a time
 */
record PlainSettings(int workers, Durability durability, Linker linker) {

    private static final int MOST_WORKERS = 8;

    PlainSettings {
        if (workers < 1) {
            throw new IllegalArgumentException("at least one worker is needed, not " + workers);
        }
    }

    /** As suits this machine. */
    static PlainSettings defaults() {
        int workers = Math.max(2, Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()));
        return new PlainSettings(workers, Durability.fastest(4 * MOST_WORKERS), Files::createLink);
    }
}
