/**
 * {@code Idempotency-Key}: a client that does not know whether its request arrived sends it again, and what it started
 * is started once.
 *
 * <p>A key is tied to the operation that its request starts, in the database and before the work begins. The answer is
 * added when it is known. So a repetition gets that answer; while there is none yet, it waits for it; and when there
 * will never be one, because the service stopped in between, it gets the operation as it stands.
 */
@NullMarked
package io.relaybackup.idempotency;

import org.jspecify.annotations.NullMarked;
