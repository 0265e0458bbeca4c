package io.relaybackup.maintenance;

import java.util.List;

/**
 * What a task did.
 *
 * @param task its name
 * @param done a line for each thing; empty when there was nothing to do
 */
record MaintenanceReport(String task, List<String> done) {

    MaintenanceReport {
        done = List.copyOf(done);
    }
}
