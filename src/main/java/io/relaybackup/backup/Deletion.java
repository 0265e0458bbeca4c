package io.relaybackup.backup;

/**
 * How a backup is deleted.
 *
 * @param force whether the newest complete one may go
 * @param purge whether its space is freed at once, so that nothing brings it back
 */
record Deletion(boolean force, boolean purge) {}
