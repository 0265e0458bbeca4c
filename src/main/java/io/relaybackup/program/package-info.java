/** Starting programs of the system, with an end to all that they start. */
@NullMarked
package io.relaybackup.program;

import org.jspecify.annotations.NullMarked;
