package io.relaybackup.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.testing.LocalService;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.server.PathContainer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The stories of {@code http/} against the handlers that there are; {@code .ci/run} runs them. */
class HttpStoriesIT {

    /** What others bring: the actuator, the API's description. */
    private static final Set<String> NOT_OURS = Set.of("/actuator", "/v3", "/swagger-ui");

    @TempDir
    static Path root;

    private static Set<Endpoint> endpoints = Set.of();

    @BeforeAll
    static void askTheService() {
        try (LocalService service = LocalService.start(root)) {
            Map<RequestMappingInfo, HandlerMethod> handlers = service.bean(
                            "requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                    .getHandlerMethods();
            endpoints = handlers.entrySet().stream()
                    .filter(e -> e.getValue().getBeanType().getPackageName().startsWith("io.relaybackup"))
                    .flatMap(e -> endpointsOf(e.getKey()))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<Endpoint> endpointsOf(RequestMappingInfo info) {
        return info.getMethodsCondition().getMethods().stream()
                .flatMap(method -> info.getPatternValues().stream().map(path -> new Endpoint(method.name(), path)));
    }

    /** One method on one path pattern. */
    private record Endpoint(String method, String pattern) {

        boolean serves(HttpStory.Request request) {
            String path = request.path().replaceAll("\\{\\{[^}]*}}", "x");
            return method.equals(request.method()) && parsed().matches(PathContainer.parsePath(path));
        }

        PathPattern parsed() {
            return PathPatternParser.defaultInstance.parse(pattern);
        }

        @Override
        public String toString() {
            return method + " " + pattern;
        }
    }

    @Test
    void everyEndpointHasARequestThatSucceeds() throws Exception {
        Set<Endpoint> shown = requests().stream()
                .filter(HttpStory.Request::expectsSuccess)
                .flatMap(request -> servedBy(request).stream())
                .collect(Collectors.toSet());

        assertThat(endpoints).isNotEmpty();
        assertThat(shown).containsAll(endpoints);
    }

    @Test
    void everyRequestThatSucceedsMeetsAnEndpoint() throws Exception {
        assertThat(requests())
                .filteredOn(HttpStory.Request::expectsSuccess)
                .filteredOn(r -> NOT_OURS.stream().noneMatch(r.path()::startsWith))
                .filteredOn(request -> servedBy(request).isEmpty())
                .isEmpty();
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

    private static Optional<Endpoint> servedBy(HttpStory.Request request) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.serves(request))
                .min(Comparator.comparing(Endpoint::parsed, PathPattern.SPECIFICITY_COMPARATOR));
    }
}
