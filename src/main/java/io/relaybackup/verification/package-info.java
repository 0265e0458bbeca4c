/** Proving that backups are what was written: a backup, a store's backups, or all. */
@NullMarked
package io.relaybackup.verification;

import org.jspecify.annotations.NullMarked;
