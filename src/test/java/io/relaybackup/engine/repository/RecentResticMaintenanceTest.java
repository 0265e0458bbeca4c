package io.relaybackup.engine.repository;

import io.relaybackup.testing.RequiresTool;

@RequiresTool(Restic.RECENT)
class RecentResticMaintenanceTest extends MaintenanceByRestic {

    @Override
    String program() {
        return Restic.RECENT;
    }
}
