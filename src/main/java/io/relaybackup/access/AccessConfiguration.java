package io.relaybackup.access;

import io.relaybackup.operation.OperationListener;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.state.StateProperties;
import java.security.SecureRandom;
import java.time.Clock;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class AccessConfiguration {

    @Bean
    Schema tokenSchema() {
        return StoredTokens.SCHEMA;
    }

    @Bean
    TokenRegistry tokenRegistry(
            AccessProperties properties, StateProperties state, StateDatabase database, Clock clock) {
        SecureRandom random = new SecureRandom();
        ConfiguredTokens configured = ConfiguredTokens.open(properties.tokens());
        StoredTokens stored = StoredTokens.load(database);
        if (properties.createAdminToken()) {
            new AdminToken(state.stateDirectory().toAbsolutePath().normalize(), stored, random).ensure(clock.instant());
        }
        return new TokenRegistry(configured, stored, random, clock);
    }

    @Bean
    AccessTable accessTable() {
        return new AccessTable();
    }

    @Bean
    WrongTokenLimit wrongTokenLimit(Clock clock) {
        return new WrongTokenLimit(clock);
    }

    @Bean
    Schema auditSchema() {
        return AuditTable.SCHEMA;
    }

    @Bean
    AuditLog auditLog(AccessProperties properties, StateDatabase database, Clock clock) {
        return new AuditLog(new AuditTable(database), new RefusalBudget(clock), properties.audit(), clock);
    }

    @Bean
    OperationListener operationAudit(AuditLog log, Clock clock) {
        return new OperationAudit(log, clock);
    }

    /** Before the door, so that it sees who was turned away. */
    @Bean
    FilterRegistrationBean<AuditFilter> auditFilter(AuditLog log, AccessTable table, Clock clock) {
        FilterRegistrationBean<AuditFilter> filter = new FilterRegistrationBean<>(new AuditFilter(log, table, clock));
        filter.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER - 10);
        return filter;
    }

    @Bean
    GlobalOpenApiCustomizer describedScopes(AccessTable table) {
        return new DescribedScopes(table);
    }
}
