@NullMarked
package io.relaybackup.maintenance;

import org.jspecify.annotations.NullMarked;
