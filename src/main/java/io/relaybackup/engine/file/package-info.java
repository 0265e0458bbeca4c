/** Files whose trouble is told with their names. */
@NullMarked
package io.relaybackup.engine.file;

import org.jspecify.annotations.NullMarked;
