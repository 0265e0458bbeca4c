/** Relay Backup. */
@NullMarked
package io.relaybackup;

import org.jspecify.annotations.NullMarked;
