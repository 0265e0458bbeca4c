/**
 * Cuts content into chunks where the content itself says so, by Rabin fingerprints: an insertion moves the cuts with
 * it, so that what follows is cut as before. Pure: no files, no threads.
 */
@NullMarked
package io.relaybackup.engine.chunk;

import org.jspecify.annotations.NullMarked;
