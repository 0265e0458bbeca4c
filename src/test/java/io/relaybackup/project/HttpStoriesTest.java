package io.relaybackup.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.RelayBackup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.server.PathContainer;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The stories of {@code http/} against the handlers that there are; {@code .ci/run} runs them. */
@SpringBootTest(classes = RelayBackup.class)
class HttpStoriesTest {

    /** What others bring: the actuator, the API's description. */
    private static final Set<String> NOT_OURS = Set.of("/actuator", "/v3", "/swagger-ui");

    @TempDir
    static Path root;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("relay.backup.state-directory", () -> root.resolve("state"));
        registry.add("relay.backup.source.data-directory", () -> root.resolve("data"));
        registry.add("relay.backup.source.project-root", () -> root);
        registry.add("relay.backup.stores.local.path", () -> root.resolve("backups"));
    }

    /** One method on one path pattern. */
    private record Endpoint(String method, String pattern) {

        boolean serves(HttpStory.Request request) {
            String path = request.path().replaceAll("\\{\\{[^}]*}}", "x");
            return method.equals(request.method())
                    && PathPatternParser.defaultInstance.parse(pattern).matches(PathContainer.parsePath(path));
        }

        @Override
        public String toString() {
            return method + " " + pattern;
        }
    }

    @Test
    void everyEndpointHasARequestThatSucceeds() throws Exception {
        List<HttpStory.Request> requests = requests();

        assertThat(endpoints())
                .isNotEmpty()
                .allSatisfy(endpoint -> assertThat(requests)
                        .anyMatch(r -> r.expectsSuccess() && mostSpecific(r).contains(endpoint)));
    }

    @Test
    void everyRequestThatSucceedsMeetsAnEndpoint() throws Exception {
        assertThat(requests())
                .filteredOn(HttpStory.Request::expectsSuccess)
                .filteredOn(r -> NOT_OURS.stream().noneMatch(r.path()::startsWith))
                .allSatisfy(request -> assertThat(mostSpecific(request)).isNotEmpty());
    }

    @Test
    void storiesAreNumberedWithoutAGap() throws Exception {
        List<HttpStory> stories = HttpStory.readAll(Path.of("http"));

        assertThat(stories)
                .extracting(story -> story.file().getFileName().toString().substring(0, 3))
                .isEqualTo(IntStream.rangeClosed(1, stories.size())
                        .mapToObj("%02d-"::formatted)
                        .toList());
    }

    private static List<HttpStory.Request> requests() throws Exception {
        return HttpStory.readAll(Path.of("http")).stream()
                .flatMap(story -> story.requests().stream())
                .toList();
    }

    private Set<Endpoint> mostSpecific(HttpStory.Request request) {
        return endpoints().stream()
                .filter(endpoint -> endpoint.serves(request))
                .min((a, b) -> PathPattern.SPECIFICITY_COMPARATOR.compare(parse(a), parse(b)))
                .map(Set::of)
                .orElse(Set.of());
    }

    private static PathPattern parse(Endpoint endpoint) {
        return PathPatternParser.defaultInstance.parse(endpoint.pattern());
    }

    private Set<Endpoint> endpoints() {
        return requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
                .filter(e -> e.getValue().getBeanType().getPackageName().startsWith("io.relaybackup"))
                .map(Map.Entry::getKey)
                .filter(info -> !info.getMethodsCondition().getMethods().isEmpty())
                .flatMap(info -> of(info).stream())
                .collect(Collectors.toSet());
    }

    private static Set<Endpoint> of(RequestMappingInfo info) {
        return info.getMethodsCondition().getMethods().stream()
                .flatMap(method -> info.getPatternValues().stream().map(p -> new Endpoint(method.name(), p)))
                .collect(Collectors.toSet());
    }
}
