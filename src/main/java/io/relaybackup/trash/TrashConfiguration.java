package io.relaybackup.trash;

import io.relaybackup.operation.Operations;
import io.relaybackup.store.Stores;
import java.time.Clock;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TrashProperties.class)
class TrashConfiguration {

    @Bean
    Trash trash(TrashProperties properties, Clock clock) {
        return new Trash(properties.keep(), clock);
    }

    @Bean
    TrashEmptying trashEmptying(Trash trash, NextBackupRoom needed, Clock clock) {
        return TrashEmptying.of(trash, needed, clock);
    }

    @Bean(destroyMethod = "close")
    RegularEmptying regularEmptying(TrashEmptying emptying, Stores stores, Operations operations, Clock clock) {
        return new RegularEmptying(emptying, stores, operations, clock);
    }

    /** Not before the service is ready: it starts operations. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> regularEmptyingStart(RegularEmptying emptying) {
        return ready -> emptying.start();
    }
}
