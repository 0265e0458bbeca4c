@NullMarked
package io.relaybackup.metrics;

import org.jspecify.annotations.NullMarked;
