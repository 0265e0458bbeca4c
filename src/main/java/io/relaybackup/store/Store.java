package io.relaybackup.store;

import io.relaybackup.engine.store.BackupStore;

/**
 * One configured store.
 *
 * @param name as configured
 * @param location for people, without secrets
 * @param backups what it keeps; answers {@link io.relaybackup.engine.store.StoreUnavailableException} while it is away
 */
public record Store(String name, String location, BackupStore backups) {}
