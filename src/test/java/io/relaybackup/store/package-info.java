@NullMarked
package io.relaybackup.store;

import org.jspecify.annotations.NullMarked;
