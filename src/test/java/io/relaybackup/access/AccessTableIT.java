package io.relaybackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The table against the handlers of the whole service. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class AccessTableIT {

    @TempDir
    static Path directory;

    @Autowired
    ApplicationContext context;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("relay.backup.state-directory", () -> directory.resolve("state"));
        registry.add("relay.backup.source.data-directory", () -> directory.resolve("data"));
        registry.add("relay.backup.stores.local.path", () -> directory.resolve("backups"));
    }

    @Test
    void everyHandlerThereIsHasALineInTheTable() {
        AccessTable table = context.getBean(AccessTable.class);
        for (RequestMappingInfoHandlerMapping mapping :
                context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                for (String pattern : info.getPatternValues()) {
                    if (pattern.equals("/error")) {
                        continue;
                    }
                    PathContainer path = PathContainer.parsePath(pattern.replaceAll("\\{\\*?[a-zA-Z]+}", "x"));
                    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                    assertThat(methods).as("methods of " + info).isNotEmpty();
                    for (RequestMethod method : methods) {
                        assertThat(table.find(HttpMethod.valueOf(method.name()), path))
                                .as(method + " " + pattern)
                                .isPresent();
                    }
                }
            }
        }
    }
}
