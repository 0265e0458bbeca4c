package io.relaybackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.web.RawHttp;
import jakarta.servlet.Filter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The door in front of the whole service: the table against its handlers, and what other filters make of it. */
@ActiveProfiles(TestTokens.PROFILE)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WholeDoorIT {

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

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

    @Test
    void anEndlessBodyIsRefusedBeforeAnybodyReadsItWhole() throws Exception {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        RawHttp.Answer answer = new RawHttp(port)
                .exchangeCut("POST /backups HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Authorization: " + TestTokens.bearer(TestTokens.ADMIN) + "\r\n"
                        + "Idempotency-Key: endless\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /backups/x?stroe=local, stroe, 'force, purge, store'",
        "GET, /backups?state=complete, state, 'cursor, from, host, limit, status, store, tag, to'",
        "GET, /backups/latest/files?Path=users, Path, 'cursor, limit, path'",
        "GET, '/backups/latest/archive?format=zip&%66ormat=tar', %66ormat, 'format, path'",
    })
    void aMisspeltParameterWidensNothing(String method, String target, String name, String known) throws Exception {
        HttpResponse<String> answer = HttpCaller.with(port, TestTokens.ADMIN).send(method, target, "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body())
                .contains(":unknown-parameter")
                .contains("There is no parameter '" + name + "' here; there are: " + known + ".");
    }

    @Test
    void theAuditLogTellsHowAnOperationEnded() throws Exception {
        HttpCaller admin = HttpCaller.with(port, TestTokens.ADMIN);
        HttpResponse<String> answer = admin.send("POST", "/retention/apply", "", "Prefer", "wait=60");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(admin.get("/audit").body())
                .contains("\"actor\":\"test-admin\",\"address\":\"service\",\"method\":\"RETENTION\"")
                .contains("\"method\":\"POST\",\"target\":\"/retention/apply\",\"status\":200,\"outcome\":\"done\"");
    }

    /** What streams is written by another thread, which nobody may disturb on the way out. */
    @Test
    void theHeadersOfEveryAnswerAreThereBeforeItIsMade() throws Exception {
        List<String> seen = new ArrayList<>();
        for (Filter filter :
                Objects.requireNonNull(context.getBean(FilterChainProxy.class).getFilters("/backups"))) {
            if (filter instanceof HeaderWriterFilter headers) {
                MockHttpServletResponse response = new MockHttpServletResponse();
                headers.doFilter(new MockHttpServletRequest("GET", "/backups"), response, (request, inner) -> {
                    seen.add(String.valueOf(response.getHeader("X-Frame-Options")));
                    assertThat(inner).isSameAs(response);
                });
            }
        }
        assertThat(seen).containsExactly("DENY");
    }

    @Test
    void aTokenThatWasPutIntoAnAddressIsNotKept() throws Exception {
        String value = "rbk_" + "a1_-".repeat(10) + "xyz";
        HttpCaller.anonymous(port).get("/stores?access_token=" + value);

        assertThat(HttpCaller.with(port, TestTokens.ADMIN).get("/audit").body())
                .contains("/stores?access_token=rbk_…")
                .doesNotContain(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/backups/{id}|patch|422 503",
                "/backups/{id}/files/{path}|get|409 412 416 503",
                "/backups/{id}/archive|get|409 503",
                "/backups/{id}/changes|get|409 503",
                "/backups|get|404",
                "/retention/apply|post|400 413 415",
                "/operations/{op}/events|get|503",
            })
    void theDescriptionNamesTheProblemsThatACallHas(String path, String method, String statuses) throws Exception {
        JsonNode responses = HttpCaller.json(HttpCaller.anonymous(port).get("/v3/api-docs"))
                .get("paths")
                .get(path)
                .get(method)
                .get("responses");

        assertThat(responses.propertyNames()).contains(statuses.split(" "));
    }
}
