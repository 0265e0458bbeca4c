package io.relaybackup.engine.storage;

/** What a storage has: a name and the bytes under it. */
public record StoredFile(StorageName name, long size) {}
