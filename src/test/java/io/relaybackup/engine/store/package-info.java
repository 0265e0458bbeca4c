@NullMarked
package io.relaybackup.engine.store;

import org.jspecify.annotations.NullMarked;
