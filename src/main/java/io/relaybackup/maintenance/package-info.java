/** The maintenance tasks that scripts know by name. */
@NullMarked
package io.relaybackup.maintenance;

import org.jspecify.annotations.NullMarked;
