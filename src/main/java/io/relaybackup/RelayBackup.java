package io.relaybackup;

import io.relaybackup.restore.RecoverOnly;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The service's entry point. */
@SpringBootApplication(proxyBeanMethods = false)
public class RelayBackup {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(RelayBackup.class);
        application.addListeners(new RecoverOnly());
        application.run(args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
