/** A data directory to try the service on, in the shape of the application's own, and one who keeps writing to it. */
@NullMarked
package io.relaybackup.sample;

import org.jspecify.annotations.NullMarked;
