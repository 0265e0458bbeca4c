@NullMarked
package io.relaybackup.source;

import org.jspecify.annotations.NullMarked;
