/** Which backups stay: asking the stores' policies, and removing what they no longer keep. */
@NullMarked
package io.relaybackup.retention;

import org.jspecify.annotations.NullMarked;
