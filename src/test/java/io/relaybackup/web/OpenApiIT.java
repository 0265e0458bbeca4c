package io.relaybackup.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.access.DoorApplication;
import io.relaybackup.access.HttpCaller;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** What the description has of every operation, and that Swagger UI can run under our security headers. */
@SpringBootTest(classes = DoorApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles(DoorApplication.PROFILE)
class OpenApiIT {

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    private HttpCaller anonymous;

    private JsonNode api;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("relay.backup.state-directory", () -> directory.resolve("state"));
    }

    @BeforeEach
    void read() throws Exception {
        anonymous = HttpCaller.anonymous(port);
        api = HttpCaller.json(anonymous.get("/v3/api-docs"));
    }

    @Test
    void itIsOpenApi31WithATitleAndOneBearerToken() {
        assertThat(api.at("/openapi").asString()).startsWith("3.1");
        assertThat(api.at("/info/title").asString()).isEqualTo("Relay Backup");
        assertThat(api.at("/servers/0/url").asString()).isEqualTo("/");
        assertThat(api.at("/components/securitySchemes/token/type").asString()).isEqualTo("http");
        assertThat(api.at("/components/securitySchemes/token/scheme").asString())
                .isEqualTo("bearer");
        assertThat(api.at("/security/0/token").isArray()).isTrue();
    }

    @Test
    void everyOperationHasItsOwnNameItsScopeAndItsProblems() {
        List<String> names = new ArrayList<>();
        api.at("/paths")
                .forEach(path -> path.forEach(operation -> {
                    names.add(operation.get("operationId").asString());
                    assertThat(operation.get("description").asString()).contains("Scope: `");
                    for (String status : List.of("401", "403", "429", "500")) {
                        assertThat(operation
                                        .at("/responses/" + status + "/$ref")
                                        .asString())
                                .isEqualTo("#/components/responses/Problem" + status);
                    }
                }));
        // Names that nobody gave get a number where they meet.
        assertThat(names)
                .contains("listTokens", "createToken", "deleteToken", "listAudit")
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)+"));
        assertThat(api.at("/paths/~1tokens/post/responses/201").isObject()).isTrue();
        assertThat(api.at("/paths/~1tokens/post/responses/200").isMissingNode()).isTrue();
    }

    @Test
    void aProblemIsDescribedFlat() {
        JsonNode answer = api.at("/components/responses/Problem401/content");
        assertThat(answer.propertyNames()).containsExactly("application/problem+json");
        JsonNode problem = api.at("/components/schemas/Problem");
        assertThat(problem.get("properties").propertyNames())
                .contains("type", "title", "status", "detail", "instance", "code", "errors")
                .doesNotContain("properties");
        assertThat(problem.get("required").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("type", "title", "status", "detail");
    }

    @Test
    void enumsAreDescribedByTheirWordsAndASecretIsAText() {
        assertThat(api.at("/components/schemas/TokenRequest/properties/scopes/items/enum")
                        .toString())
                .isEqualTo("[\"monitor\",\"read\",\"backup\",\"restore\",\"admin\"]");
        assertThat(api.at("/components/schemas/NewToken/properties/value/type").asString())
                .isEqualTo("string");
        assertThat(api.at("/components/schemas").propertyNames()).doesNotContain("Secret", "ProblemBody");
    }

    @Test
    void contentIsJsonAndNothingElse() {
        api.at("/paths")
                .forEach(path ->
                        path.forEach(operation -> operation.get("responses").forEach(response -> {
                            if (response.has("content")) {
                                assertThat(response.get("content").propertyNames())
                                        .containsExactly("application/json");
                            }
                        })));
    }

    @Test
    void swaggerUiRunsNothingThatItsSecurityPolicyForbids() throws Exception {
        HttpResponse<String> page = anonymous.get("/swagger-ui/index.html");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();

        assertThat(policy).contains("script-src 'self'").contains("connect-src 'self'");
        assertThat(page.body())
                .doesNotContain("<script>")
                .doesNotContain("onload=")
                .doesNotContain("://");
        Matcher resource = Pattern.compile("(?:src|href)=\"\\./([^\"]+)\"").matcher(page.body());
        int found = 0;
        while (resource.find()) {
            found++;
            assertThat(anonymous.get("/swagger-ui/" + resource.group(1)).statusCode())
                    .as(resource.group(1))
                    .isEqualTo(200);
        }
        assertThat(found).isGreaterThan(4);
        assertThat(anonymous.get("/swagger-ui/swagger-initializer.js").body())
                .contains("/v3/api-docs/swagger-config")
                .doesNotContain("petstore");
        assertThat(anonymous.get("/v3/api-docs/swagger-config").body()).contains("\"url\":\"/v3/api-docs\"");
    }
}
