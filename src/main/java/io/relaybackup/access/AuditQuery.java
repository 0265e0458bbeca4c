package io.relaybackup.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries to list, newest first; null does not restrict.
 *
 * @param before the number of the entry that ended the page before
 * @param from the earliest time, inclusive
 * @param to the latest time, exclusive
 */
record AuditQuery(
        int limit,
        @Nullable Long before,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String actor) {}
