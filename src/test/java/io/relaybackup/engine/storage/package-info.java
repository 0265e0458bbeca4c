@NullMarked
package io.relaybackup.engine.storage;

import org.jspecify.annotations.NullMarked;
