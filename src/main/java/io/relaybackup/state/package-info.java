/**
 * The local database: what no store can hold, which is the history of operations, idempotency keys, the audit log and
 * tokens made by API. Losing it costs no backup and no start.
 */
@NullMarked
package io.relaybackup.state;

import org.jspecify.annotations.NullMarked;
