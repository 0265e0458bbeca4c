/** The live data directory, its components, and what a capture takes of them. */
@NullMarked
package io.relaybackup.source;

import org.jspecify.annotations.NullMarked;
