package io.relaybackup.browse;

import io.relaybackup.backup.Backups;
import io.relaybackup.operation.Operations;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrowseProperties.class)
class BrowseConfiguration {

    @Bean
    BackupReader backupReader(Backups backups, Operations operations) {
        return new BackupReader(backups, operations);
    }

    @Bean(defaultCandidate = false)
    StreamThreads streamThreads(BrowseProperties properties) {
        return StreamThreads.platform(properties.maxDownloads());
    }

    @Bean
    WebMvcConfigurer streamsOnTheirThreads(@Qualifier("streamThreads") StreamThreads threads) {
        return new WebMvcConfigurer() {
            @Override
            public void configureAsyncSupport(AsyncSupportConfigurer async) {
                async.setTaskExecutor(threads);
            }
        };
    }
}
