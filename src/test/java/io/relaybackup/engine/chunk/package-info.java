@NullMarked
package io.relaybackup.engine.chunk;

import org.jspecify.annotations.NullMarked;
