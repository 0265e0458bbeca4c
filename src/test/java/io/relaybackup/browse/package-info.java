@NullMarked
package io.relaybackup.browse;

import org.jspecify.annotations.NullMarked;
