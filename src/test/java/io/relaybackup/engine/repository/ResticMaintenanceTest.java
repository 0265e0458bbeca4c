package io.relaybackup.engine.repository;

import io.relaybackup.testing.RequiresTool;

@RequiresTool(Restic.COMMON)
class ResticMaintenanceTest extends MaintenanceByRestic {

    @Override
    String program() {
        return Restic.COMMON;
    }
}
