@NullMarked
package io.relaybackup.engine.directory;

import org.jspecify.annotations.NullMarked;
