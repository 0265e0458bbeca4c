/**
 * Whether backups are as they should be: the indicators of {@code /actuator/health}, and what they, the metrics and the
 * status page know without waiting for a disk.
 */
@NullMarked
package io.relaybackup.health;

import org.jspecify.annotations.NullMarked;
