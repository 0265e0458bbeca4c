package io.relaybackup.maintenance;

import io.relaybackup.backup.BackupService;
import io.relaybackup.backup.Backups;
import io.relaybackup.idempotency.IdempotencyKeys;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.SourceRecovery;
import io.relaybackup.store.Stores;
import io.relaybackup.verification.VerificationService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MaintenanceConfiguration {

    @Bean
    MaintenanceService maintenanceService(
            BackupService backupService,
            VerificationService verification,
            Stores stores,
            Backups backups,
            SourceRecovery recovery,
            Operations operations,
            IdempotencyKeys keys) {
        return new MaintenanceService(backupService, verification, stores, backups, recovery, operations, keys);
    }
}
