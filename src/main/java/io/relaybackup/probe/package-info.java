/** Asking what may never answer, such as a disk behind a dead network mount, without ever hanging on it. */
@NullMarked
package io.relaybackup.probe;

import org.jspecify.annotations.NullMarked;
