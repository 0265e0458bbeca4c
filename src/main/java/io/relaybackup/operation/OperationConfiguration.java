package io.relaybackup.operation;

import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OperationProperties.class)
class OperationConfiguration {

    @Bean
    Schema operationSchema() {
        return Operations.SCHEMA;
    }

    @Bean
    Operations operations(
            StateDatabase database,
            JsonMapper json,
            Clock clock,
            OperationProperties properties,
            ObjectProvider<OperationListener> listeners) {
        return Operations.open(database, json, clock, properties, listeners);
    }

    @Bean
    OperationShutdown operationShutdown(Operations operations) {
        return new OperationShutdown(operations);
    }

    @Bean
    AnswerThreads answerThreads(Environment environment) {
        return Threading.VIRTUAL.isActive(environment) ? AnswerThreads.virtual() : AnswerThreads.platform();
    }

    @Bean
    Answers answers(Operations operations, AnswerThreads threads) {
        return new Answers(operations, threads);
    }

    @Bean
    OperationStreams operationStreams(Operations operations, AnswerThreads threads, OperationProperties properties) {
        return new OperationStreams(operations, threads, properties.heartbeat());
    }
}
