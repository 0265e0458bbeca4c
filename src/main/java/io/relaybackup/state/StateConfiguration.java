package io.relaybackup.state;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the database with the tables of every feature that has some. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StateProperties.class)
class StateConfiguration {

    @Bean
    StateDatabase stateDatabase(StateProperties properties, Clock clock, ObjectProvider<Schema> schemas) {
        return StateDatabase.open(
                properties.stateDirectory(), clock, schemas.orderedStream().toList());
    }
}
