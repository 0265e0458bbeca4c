package io.relaybackup.retention;

import io.relaybackup.operation.Operations;
import io.relaybackup.source.Source;
import io.relaybackup.store.Stores;
import io.relaybackup.trash.Trash;
import io.relaybackup.trash.TrashEmptying;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

    @Bean
    RetentionService retentionService(
            Stores stores,
            Source source,
            Operations operations,
            Trash trash,
            TrashEmptying emptying,
            ObjectProvider<RetentionListener> listeners,
            Clock clock) {
        return new RetentionService(
                stores,
                source,
                operations,
                trash,
                emptying,
                listeners.orderedStream().toList(),
                clock);
    }
}
