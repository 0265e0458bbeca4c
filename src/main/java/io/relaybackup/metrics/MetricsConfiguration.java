package io.relaybackup.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.relaybackup.drill.Drills;
import io.relaybackup.health.BackupWatch;
import io.relaybackup.health.ExpectedInterval;
import io.relaybackup.health.StateWatch;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.StoreWatch;
import io.relaybackup.store.Stores;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

    @Bean
    OperationMetrics operationMetrics(MeterRegistry registry) {
        return new OperationMetrics(registry);
    }

    @Bean
    BackupCounters backupCounters(MeterRegistry registry, Source source, Stores stores) {
        return new BackupCounters(
                registry,
                source.componentNames(),
                stores.all().stream().map(Store::name).toList());
    }

    @Bean(initMethod = "start")
    GaugeRefresh gaugeRefresh(
            MeterRegistry registry,
            BackupWatch backups,
            StoreWatch stores,
            StateWatch state,
            ExpectedInterval interval,
            Drills drills,
            Clock clock) {
        return new GaugeRefresh(registry, backups, stores, state, interval, drills, clock);
    }
}
