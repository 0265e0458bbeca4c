package io.relaybackup.store;

import io.relaybackup.engine.plain.PlainStore;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.source.SeparateDirectories;
import io.relaybackup.source.Source;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.state.StateProperties;
import io.relaybackup.store.StoreProperties.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Makes stores of settings; the only class that knows which kinds there are. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

    private static final Logger log = LoggerFactory.getLogger(StoreConfiguration.class);

    private static final int KEEP_LAST = 7;

    @Bean
    SeparateDirectories separateDirectories(StoreProperties properties, Source source, StateProperties state) {
        SeparateDirectories directories = new SeparateDirectories();
        directories.add("relay.backup.source.data-directory", source.dataDirectory());
        directories.add("relay.backup.state-directory", state.stateDirectory());
        properties
                .all()
                .forEach((name, settings) ->
                        directories.add("relay.backup.stores." + name + ".path", settings.folder()));
        return directories;
    }

    /** Or a start that is refused would already have put its state, with a token, where the data is. */
    @Bean
    static BeanFactoryPostProcessor directoriesBeforeState() {
        return new StateAfterDirectories();
    }

    private static final class StateAfterDirectories extends AbstractDependsOnBeanFactoryPostProcessor {

        StateAfterDirectories() {
            super(StateDatabase.class, SeparateDirectories.class);
        }
    }

    /**
     * Opens all stores. One that is away is opened later; one that another service holds stops the start, for two
     * services on one store would each rotate away what the other made.
     */
    @Bean(destroyMethod = "close")
    @DependsOn("separateDirectories")
    Stores stores(StoreProperties properties, Source source, Clock clock) throws StoreLockedException {
        List<Store> all = new ArrayList<>();
        for (Map.Entry<String, StoreSettings> each : properties.all().entrySet()) {
            all.add(store(each.getKey(), each.getValue(), source, clock));
        }
        Stores stores = new Stores(all);
        for (Store store : all) {
            open(store, stores);
        }
        return stores;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    StoreWatch storeWatch(Stores stores, Clock clock) {
        return new StoreWatch(stores, clock);
    }

    /** What an operation did to the stores shows in the next answer. */
    @Bean
    OperationListener storeWatchRefresh(StoreWatch watch) {
        return new OperationListener() {
            @Override
            public void finished(Operation operation) {
                watch.changed();
            }
        };
    }

    private static Store store(String name, StoreSettings settings, Source source, Clock clock) {
        Path folder = settings.folder();
        return new Store(
                name,
                settings.type(),
                folder.toString(),
                Optional.of(folder),
                Optional.of(settings.policy(KEEP_LAST)),
                new ReopeningStore(
                        name,
                        () -> PlainStore.open(folder, source.host(), clock),
                        () -> PlainStore.reopen(folder, source.host(), clock),
                        clock));
    }

    private static void open(Store store, Stores stores) throws StoreLockedException {
        try {
            store.backups().check();
        } catch (StoreLockedException e) {
            stores.close();
            throw new StoreLockedException("The store '" + store.name() + "' cannot be used: " + e.getMessage());
        } catch (IOException e) {
            log.warn("The store '{}' is not there now and will be tried again: {}", store.name(), e.getMessage());
        }
    }
}
