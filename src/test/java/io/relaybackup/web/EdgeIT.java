package io.relaybackup.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.access.DoorApplication;
import io.relaybackup.access.TestTokens;
import io.relaybackup.web.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the connector, the firewall and the servlet container refuse by themselves, over a raw socket. */
@SpringBootTest(classes = DoorApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({DoorApplication.PROFILE, TestTokens.PROFILE})
class EdgeIT {

    private static final String AUTHORIZATION = "Authorization: " + TestTokens.bearer(TestTokens.ADMIN);

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    private RawHttp http;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("relay.backup.state-directory", () -> directory.resolve("state"));
    }

    @BeforeEach
    void connect() {
        http = new RawHttp(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/backups/x%00y",
                "/backups/a%2fb",
                "/backups/a%2Fb",
                "/backups/a%5cb",
                "/backups/a\\b",
                "/backups/%",
                "/backups/%zz",
                "/backups/\u0001",
                "/backups/\u00e9",
                "/backups/a;b=c",
                "/backups/a%3bb",
                "/backups/a%0ab",
                "/backups/a%25b",
                "/backups//x",
                "/backups/x/../y",
                "/backups/x/%2e%2e/y",
                "/backups/x/files/%2e%2e/y",
                "/backups/x/files/../y",
                "/backups/x/files/a%00b",
                "/backups/x/files/a%2fb",
                "/backups/x/files/a;b",
                "backups",
                "/a b",
            })
    void pathsThatHttpOrTheFirewallForbidGetAProblem(String target) throws IOException {
        Answer answer = http.get(target, AUTHORIZATION);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertProblem(answer);
    }

    static void assertProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).as(answer.toString()).hasValue("application/problem+json");
        assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.body())
                .contains("\"type\":\"urn:relay-backup:problem:")
                .contains("\"status\":" + answer.status())
                .contains("\"instance\":\"/")
                .doesNotContain("Exception")
                .doesNotContain("<html");
    }

    @Test
    void tracingIsAProblem() throws IOException {
        Answer answer = http.send("TRACE", "/backups", "", AUTHORIZATION);

        assertThat(answer.status()).isIn(400, 405);
        assertProblem(answer);
    }

    @Test
    void anUnknownMethodIsAProblem() throws IOException {
        Answer answer = http.send("BREW", "/backups", "", AUTHORIZATION);

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }

    @Test
    void anEndlessPathIsAProblem() throws IOException {
        Answer answer = http.get("/" + "x".repeat(20_000), AUTHORIZATION);

        assertThat(answer.status()).isIn(400, 414);
        assertProblem(answer);
    }

    @Test
    void endlessHeadersAreAProblem() throws IOException {
        Answer answer = http.get("/backups", AUTHORIZATION, "X-Long: " + "x".repeat(20_000));

        assertThat(answer.status()).isIn(400, 431);
        assertProblem(answer);
    }

    @Test
    void anInvalidHeaderIsAProblem() throws IOException {
        Answer answer = http.get("/backups", AUTHORIZATION, "Bad Header: x");

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }

    @Test
    void aMissingHostIsAProblem() throws IOException {
        Answer answer = http.exchange("GET /backups HTTP/1.1\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer);
    }

    @Test
    void garbageIsAProblem() throws IOException {
        Answer answer = http.exchange("this is not HTTP\r\n\r\n");

        assertThat(answer.status()).isIn(400, 505);
        assertProblem(answer);
    }
}
