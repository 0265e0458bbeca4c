package io.relaybackup.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The description of the interface at {@code /v3/api-docs}, and with it Swagger UI. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String TOKEN = "token";

    private static final String DESCRIPTION = """
            Keeps an application's data directory safe: takes timestamped backups of its components, keeps them in one \
            or more stores, proves that they can be restored, and restores them.

            Calls need a token, `Authorization: Bearer <token>`; the first start writes one to `admin.token` in the \
            state directory. Long-running work is answered with `202` and an operation; with `Prefer: wait=120` the \
            server waits and answers with the result. Refusals are problems (RFC 9457).""";

    @Bean
    OpenAPI openApi(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        String version = properties == null ? "development" : properties.getVersion();
        return new OpenAPI()
                .info(new Info().title("Relay Backup").version(version).description(DESCRIPTION))
                .servers(List.of(new Server().url("/").description("This service")))
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("A token, without the word Bearer.")))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }

    @Bean
    DescribedModels describedModels() {
        return new DescribedModels();
    }

    @Bean
    GlobalOperationCustomizer describedOperations() {
        return new DescribedOperations();
    }

    @Bean
    GlobalOpenApiCustomizer describedProblems() {
        return new DescribedProblems();
    }
}
