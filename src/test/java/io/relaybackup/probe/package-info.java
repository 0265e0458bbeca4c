@NullMarked
package io.relaybackup.probe;

import org.jspecify.annotations.NullMarked;
