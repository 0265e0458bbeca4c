/**
 * What Prometheus is told, all under {@code relay_backup_}. Gauges are read from the stores, in the background and
 * after every operation, so that they survive a restart and a scrape waits for no disk; counters begin at zero with the
 * service.
 */
@NullMarked
package io.relaybackup.metrics;

import org.jspecify.annotations.NullMarked;
