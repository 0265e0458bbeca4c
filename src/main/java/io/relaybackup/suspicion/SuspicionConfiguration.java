package io.relaybackup.suspicion;

import io.relaybackup.backup.SourceJudge;
import io.relaybackup.backup.SourceTrees;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.Source;
import io.relaybackup.store.Stores;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SuspectProperties.class)
class SuspicionConfiguration {

    @Bean
    SourceJudge sourceJudge(
            Source source, SourceTrees trees, Stores stores, Operations operations, SuspectProperties settings) {
        settings.checkComponents(source);
        return new SourceComparison(source, trees, new Baselines(stores, source, operations), settings);
    }
}
