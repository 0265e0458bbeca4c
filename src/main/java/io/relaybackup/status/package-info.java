/** How it all is, on one page. */
@NullMarked
package io.relaybackup.status;

import org.jspecify.annotations.NullMarked;
