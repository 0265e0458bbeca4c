@NullMarked
package io.relaybackup.engine.plain;

import org.jspecify.annotations.NullMarked;
