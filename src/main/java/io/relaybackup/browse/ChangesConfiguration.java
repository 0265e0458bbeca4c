package io.relaybackup.browse;

import io.relaybackup.backup.Backups;
import io.relaybackup.backup.SourceTrees;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.Source;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChangesConfiguration {

    @Bean
    ChangesService changesService(Backups backups, Source source, SourceTrees live, Operations operations) {
        return new ChangesService(backups, source, live, operations);
    }
}
