@NullMarked
package io.relaybackup.engine.crypto;

import org.jspecify.annotations.NullMarked;
