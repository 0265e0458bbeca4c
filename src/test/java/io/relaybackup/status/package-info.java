@NullMarked
package io.relaybackup.status;

import org.jspecify.annotations.NullMarked;
