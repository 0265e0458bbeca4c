@NullMarked
package io.relaybackup.engine.archive;

import org.jspecify.annotations.NullMarked;
