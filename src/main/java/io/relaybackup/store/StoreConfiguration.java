package io.relaybackup.store;

import io.relaybackup.engine.plain.PlainStore;
import io.relaybackup.engine.repository.CorruptRepositoryException;
import io.relaybackup.engine.repository.UnknownVersionException;
import io.relaybackup.engine.repository.WrongPasswordException;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.SeparateDirectories;
import io.relaybackup.source.Source;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.state.StateProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private static final Set<OperationType> FREEING = Set.of(OperationType.PRUNE, OperationType.REPAIR);

    @Bean
    SeparateDirectories separateDirectories(StoreProperties properties, Source source, StateProperties state) {
        SeparateDirectories directories = new SeparateDirectories();
        directories.add("relay.backup.source.data-directory", source.dataDirectory());
        directories.add("relay.backup.state-directory", state.stateDirectory());
        properties
                .all()
                .forEach((name, settings) ->
                        directories.add("relay.backup.stores." + name + "." + settings.placeKey(), settings.folder()));
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
     * Opens all stores. One that is away is opened later; a directory that another service holds stops the start, for
     * two services on one would each rotate away what the other made. A repository is made to be shared.
     */
    @Bean(destroyMethod = "close")
    @DependsOn("separateDirectories")
    Stores stores(StoreProperties properties, Source source, RepositoryOpener opener, Clock clock)
            throws StoreLockedException {
        List<Store> all = new ArrayList<>();
        for (Map.Entry<String, StoreSettings> each : properties.all().entrySet()) {
            all.add(
                    each.getValue().isRepository()
                            ? repository(each.getKey(), each.getValue(), opener, clock)
                            : directory(each.getKey(), each.getValue(), source, clock));
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

    @Bean
    RepositoryUpkeep repositoryUpkeep(Stores stores, Operations operations) {
        return new RepositoryUpkeep(stores, operations);
    }

    /** What an operation did to the stores shows in the next answer. */
    @Bean
    OperationListener storeWatchRefresh(StoreWatch watch) {
        return new OperationListener() {
            @Override
            public void finished(Operation operation) {
                String store = operation.store();
                if (store != null && FREEING.contains(operation.type())) {
                    watch.freed(store);
                    return;
                }
                watch.changed();
            }
        };
    }

    private static Store directory(String name, StoreSettings settings, Source source, Clock clock) {
        Path folder = settings.folder();
        return new Store(
                name,
                settings.type(),
                folder.toString(),
                Optional.of(folder),
                settings.policy(),
                new ReopeningStore(
                        name,
                        folder,
                        () -> OpenedStore.plain(PlainStore.open(folder, source.host(), clock)),
                        () -> OpenedStore.plain(PlainStore.reopen(folder, source.host(), clock)),
                        clock));
    }

    private static Store repository(String name, StoreSettings settings, RepositoryOpener opener, Clock clock) {
        RepositorySettings repository = settings.repository(name);
        ReopeningStore backups = new ReopeningStore(
                name,
                repository.folder(),
                () -> explained(opener, repository),
                () -> explained(opener, repository.known()),
                clock);
        return new Store(
                name,
                settings.type(),
                repository.folder().toString(),
                Optional.of(repository.folder()),
                settings.policy(),
                backups,
                Optional.of(new ReopeningMaintenance(backups)),
                settings.upkeep());
    }

    /** What is wrong with a repository in its own words, which say nothing of the password and of where it is. */
    private static OpenedStore explained(RepositoryOpener opener, RepositorySettings settings) throws IOException {
        try {
            return opener.open(settings);
        } catch (WrongPasswordException | UnknownVersionException | CorruptRepositoryException e) {
            throw new StoreUnavailableException(
                    "the store '" + settings.name() + "' cannot be opened: " + e.getMessage(), e);
        } catch (StoreUnavailableException e) {
            throw new StoreUnavailableException(
                    "the store '" + settings.name() + "' cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void open(Store store, Stores stores) throws StoreLockedException {
        try {
            store.backups().check();
        } catch (StoreLockedException e) {
            if (store.maintenance().isPresent()) {
                log.warn("The store '{}' is locked now and will be tried again: {}", store.name(), e.getMessage());
                return;
            }
            stores.close();
            throw new StoreLockedException("The store '" + store.name() + "' cannot be used: " + e.getMessage());
        } catch (IOException e) {
            log.warn("The store '{}' is not there now and will be tried again: {}", store.name(), e.getMessage());
        }
    }
}
