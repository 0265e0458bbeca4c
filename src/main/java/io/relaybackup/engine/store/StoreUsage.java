package io.relaybackup.engine.store;

/**
 * How much space a store takes, in bytes.
 *
 * @param logical what its backups would need, each restored alone
 * @param stored what they take, shared content counted once
 * @param free what the file system gives to this process
 * @param capacity of the file system
 */
public record StoreUsage(long logical, long stored, long free, long capacity) {}
