package io.relaybackup.health;

import io.relaybackup.backup.Backups;
import io.relaybackup.drill.Drills;
import io.relaybackup.engine.store.StoreUsage;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.Source;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.state.StateProperties;
import io.relaybackup.store.Store;
import io.relaybackup.store.StoreState;
import io.relaybackup.store.StoreWatch;
import io.relaybackup.trash.NextBackupRoom;
import java.time.Clock;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The indicators; a bean's name without {@code HealthIndicator} is the component's in {@code /actuator/health}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthProperties.class)
class HealthConfiguration {

    @Bean
    StatusAggregator statusAggregator() {
        return Degraded.aggregator();
    }

    @Bean
    ExpectedInterval expectedInterval(HealthProperties properties) {
        return new ExpectedInterval(Optional.ofNullable(properties.expectedInterval()));
    }

    @Bean
    BackupWatch backupWatch(Backups backups, Operations operations, Source source, Clock clock) {
        return new BackupWatch(backups, operations, source, clock);
    }

    @Bean
    SourceWatch sourceWatch(Source source, Clock clock) {
        return new SourceWatch(source, clock);
    }

    @Bean
    StateWatch stateWatch(StateProperties properties, Clock clock) {
        return new StateWatch(properties.stateDirectory(), clock);
    }

    @Bean
    HealthIndicator backupCompletenessHealthIndicator(
            BackupWatch backups, StoreWatch stores, ExpectedInterval interval, Clock clock) {
        return new JudgedIndicator(
                () -> CompletenessHealth.judge(backups.read(), stores.away(), interval.value(), clock.instant()));
    }

    @Bean
    HealthIndicator backupIntegrityHealthIndicator(BackupWatch backups, HealthProperties properties, Clock clock) {
        return new JudgedIndicator(() -> IntegrityHealth.judge(
                backups.read(), Optional.ofNullable(properties.verifiedWithin()), clock.instant()));
    }

    /** Takes the place of Boot's own, which would look at the working directory. */
    @Bean
    HealthIndicator diskSpaceHealthIndicator(StoreWatch stores, StateWatch state, HealthProperties properties) {
        return new JudgedIndicator(() -> SpaceHealth.judge(stores.all(), state.free(), properties));
    }

    /** A store is nearly full where {@link SpaceHealth} finds it full or tight. */
    @Bean
    NextBackupRoom nextBackupRoom(StoreWatch stores, HealthProperties properties) {
        return store -> {
            StoreUsage usage = stores.get(store).usage();
            return properties.minimumFree().toBytes()
                    + (usage == null
                            ? 0
                            : NextBackup.bytes(usage, properties.growthMargin()).orElse(0));
        };
    }

    @Bean
    HealthIndicator backupRotationHealthIndicator(StoreWatch stores, Source source, Operations operations) {
        return new JudgedIndicator(() -> RotationHealth.judge(stores.all(), source, operations.unfinished()));
    }

    @Bean
    HealthIndicator sourceHealthIndicator(SourceWatch source) {
        return new JudgedIndicator(() -> SourceHealth.judge(source.read()));
    }

    @Bean
    HealthIndicator storesHealthIndicator(StoreWatch stores) {
        return new JudgedIndicator(() -> StoresHealth.judge(stores.all()));
    }

    @Bean
    HealthIndicator repositoriesHealthIndicator(StoreWatch stores, Clock clock) {
        return new JudgedIndicator(() -> RepositoriesHealth.judge(stores.all(), clock.instant()));
    }

    @Bean
    HealthIndicator restoreDrillHealthIndicator(BackupWatch backups, StoreWatch stores, Drills drills, Clock clock) {
        return new JudgedIndicator(() -> DrillHealth.judge(
                stores.all().stream().map(StoreState::store).map(Store::name).toList(),
                drills,
                backups.read(),
                clock.instant()));
    }

    @Bean
    HealthIndicator suspectBackupsHealthIndicator(BackupWatch backups) {
        return new JudgedIndicator(() -> SuspectHealth.judge(backups.read()));
    }

    @Bean
    HealthIndicator stateHealthIndicator(StateDatabase database) {
        return new JudgedIndicator(() -> database.degraded()
                .or(database::begunAnew)
                .map(reason -> Degraded.health(reason).build())
                .orElseGet(() ->
                        Degraded.health(Status.UP, "The state is kept on disk.").build()));
    }
}
