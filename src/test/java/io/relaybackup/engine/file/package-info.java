@NullMarked
package io.relaybackup.engine.file;

import org.jspecify.annotations.NullMarked;
