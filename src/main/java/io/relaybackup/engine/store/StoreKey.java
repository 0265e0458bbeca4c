package io.relaybackup.engine.store;

import java.time.Instant;

/**
 * A password's key to a store; never the password.
 *
 * @param id 64 hex digits
 * @param created when it was added
 * @param username who added it
 * @param host where it was added
 * @param current whether this service opened the store with it
 */
public record StoreKey(String id, Instant created, String username, String host, boolean current) {}
