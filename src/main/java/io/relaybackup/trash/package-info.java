/** What becomes of a backup that is deleted: it can be had back for a while, and then its space is freed. */
@NullMarked
package io.relaybackup.trash;

import org.jspecify.annotations.NullMarked;
