/** Looks into backups: their files, and how they differ. Changes nothing. */
@NullMarked
package io.relaybackup.browse;

import org.jspecify.annotations.NullMarked;
