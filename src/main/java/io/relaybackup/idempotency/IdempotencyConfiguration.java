package io.relaybackup.idempotency;

import io.relaybackup.operation.Operations;
import io.relaybackup.problem.ProblemWriter;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerExceptionResolver;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdempotencyProperties.class)
class IdempotencyConfiguration {

    /** Behind the door, which knows the actor, and behind the limit of bodies. */
    private static final int ORDER = -10;

    @Bean
    Schema idempotencySchema() {
        return IdempotencyKeys.SCHEMA;
    }

    @Bean
    IdempotencyKeys idempotencyKeys(
            StateDatabase database, JsonMapper json, Clock clock, IdempotencyProperties properties) {
        return new IdempotencyKeys(database, json, clock, properties.keep());
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
            IdempotencyKeys keys,
            Operations operations,
            JsonMapper json,
            ProblemWriter problems,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver exceptions) {
        Replay replay = new Replay(operations, json, problems);
        FilterRegistrationBean<IdempotencyFilter> registration =
                new FilterRegistrationBean<>(new IdempotencyFilter(keys, replay, problems, exceptions));
        registration.setOrder(ORDER);
        return registration;
    }
}
