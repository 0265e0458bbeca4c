@NullMarked
package io.relaybackup.idempotency;

import org.jspecify.annotations.NullMarked;
