package io.relaybackup.engine.store;

import java.time.Instant;

/**
 * Somebody's lock on a store.
 *
 * @param id of the lock
 * @param since when it was last refreshed
 * @param exclusive whether it keeps out all others, or only exclusive ones
 * @param host of the machine
 * @param username of the process
 * @param pid of the process
 * @param stale whether its process is known to be gone, or it was not refreshed for long
 * @param own whether this service holds it
 */
public record LockHolder(
        String id,
        Instant since,
        boolean exclusive,
        String host,
        String username,
        long pid,
        boolean stale,
        boolean own) {}
