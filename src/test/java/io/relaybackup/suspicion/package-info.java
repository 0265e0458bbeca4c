@NullMarked
package io.relaybackup.suspicion;

import org.jspecify.annotations.NullMarked;
