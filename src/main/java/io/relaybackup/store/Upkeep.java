package io.relaybackup.store;

import io.relaybackup.engine.store.PruneOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * How a store that shares content is looked after, as configured.
 *
 * @param prune how thoroughly space is freed where a request says nothing else
 * @param readWithin how long ago each byte may have been read at most
 */
public record Upkeep(PruneOptions prune, Optional<Duration> readWithin) {

    /** Where nothing is configured. */
    public static final Upkeep DEFAULT = new Upkeep(PruneOptions.DEFAULT, Optional.empty());
}
