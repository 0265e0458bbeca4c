package io.relaybackup.drill;

import io.relaybackup.backup.Backups;
import io.relaybackup.operation.Operations;
import io.relaybackup.restore.Rehearsals;
import io.relaybackup.source.Source;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.state.StateProperties;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DrillProperties.class)
class DrillConfiguration {

    @Bean
    Schema drillSchema() {
        return DrillTable.SCHEMA;
    }

    @Bean
    DrillPlan drillPlan(DrillProperties properties) {
        Integer backups = properties.everyBackups();
        return new DrillPlan(
                Optional.ofNullable(properties.every()),
                backups == null ? OptionalInt.empty() : OptionalInt.of(backups));
    }

    @Bean
    Drills drills(
            StateDatabase database,
            JsonMapper json,
            Stores stores,
            DrillPlan plan,
            DrillProperties properties,
            Clock clock) {
        return Drills.open(
                new DrillTable(database, json),
                stores.all().stream().map(Store::name).toList(),
                plan,
                properties.historyCount(),
                clock);
    }

    /** Stops the start when it lies where it may not. */
    @Bean
    ScratchDirectory scratchDirectory(DrillProperties properties, Source source, Stores stores, StateProperties state) {
        Path configured = properties.directory();
        Map<String, Path> apart = new LinkedHashMap<>();
        apart.put("relay.backup.source.data-directory", source.dataDirectory());
        for (Store store : stores.all()) {
            store.folder().ifPresent(folder -> apart.put("relay.backup.stores." + store.name(), folder));
        }
        ScratchDirectory scratch = new ScratchDirectory(
                configured == null ? state.stateDirectory().resolve("drills") : configured,
                apart,
                state.stateDirectory());
        scratch.check();
        return scratch;
    }

    @Bean(initMethod = "empty")
    DrillService drillService(
            Backups backups,
            Stores stores,
            Operations operations,
            Rehearsals rehearsals,
            ScratchDirectory scratch,
            DrillProperties properties,
            Drills drills,
            Clock clock) {
        Optional<ApplicationCheck> check = properties.command().isEmpty()
                ? Optional.empty()
                : Optional.of(new ApplicationCheck(properties.command(), properties.commandTimeout()));
        return new DrillService(backups, stores, operations, rehearsals, scratch, check, drills, clock);
    }

    @Bean(destroyMethod = "close")
    RegularDrills regularDrills(DrillService service, Drills drills, Stores stores, Clock clock) {
        return new RegularDrills(service, drills, stores, clock);
    }

    /** Not before the service is ready: it starts operations. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> regularDrillsStart(RegularDrills drills) {
        return ready -> drills.start();
    }
}
