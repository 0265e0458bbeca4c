package io.relaybackup.access;

import java.time.Clock;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The door and the edge without any of the features behind them. */
@Profile(DoorApplication.PROFILE)
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan({
    "io.relaybackup.access",
    "io.relaybackup.web",
    "io.relaybackup.state",
    "io.relaybackup.configuration",
    "io.relaybackup.request"
})
public class DoorApplication {

    public static final String PROFILE = "door";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
