package io.relaybackup.trash;

import io.relaybackup.engine.store.StoredBackup;
import java.time.Instant;

/**
 * A store's holding that is in its trash.
 *
 * @param deleted since when
 * @param until when it leaves, if the store has room for it until then
 */
public record TrashedBackup(StoredBackup backup, Instant deleted, Instant until) {}
