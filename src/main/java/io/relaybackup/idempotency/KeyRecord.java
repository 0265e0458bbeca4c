package io.relaybackup.idempotency;

import io.relaybackup.operation.OperationId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key.
 *
 * @param fingerprint of the request that used it first
 * @param operation that the request started
 * @param answer null until there is one
 */
record KeyRecord(
        String fingerprint, OperationId operation, @Nullable Answer answer) {}
