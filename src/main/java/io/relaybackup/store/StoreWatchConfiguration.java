package io.relaybackup.store;

import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationListener;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StoreWatchConfiguration {

    @Bean(initMethod = "start")
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
}
