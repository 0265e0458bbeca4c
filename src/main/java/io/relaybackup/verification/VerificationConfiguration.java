package io.relaybackup.verification;

import io.relaybackup.backup.Backups;
import io.relaybackup.operation.Operations;
import io.relaybackup.store.Stores;
import java.time.Clock;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

    @Bean
    VerificationService verificationService(Backups backups, Stores stores, Operations operations, Clock clock) {
        return new VerificationService(backups, stores, operations, clock);
    }

    /** Not before the service is ready: it starts operations. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> regularReadingStart(RegularReading reading) {
        return ready -> reading.start();
    }

    @Bean(destroyMethod = "close")
    RegularReading regularReading(VerificationService verification, Stores stores, Operations operations, Clock clock) {
        return new RegularReading(verification, stores, operations, clock);
    }
}
