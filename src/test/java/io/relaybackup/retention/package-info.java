@NullMarked
package io.relaybackup.retention;

import org.jspecify.annotations.NullMarked;
