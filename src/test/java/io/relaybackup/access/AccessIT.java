package io.relaybackup.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.web.RawHttp;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The door, over HTTP. */
@SpringBootTest(classes = DoorApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({DoorApplication.PROFILE, TestTokens.PROFILE})
class AccessIT {

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    private HttpCaller admin;

    private HttpCaller anonymous;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("relay.backup.state-directory", () -> directory.resolve("state"));
    }

    @BeforeEach
    void connect() {
        admin = HttpCaller.with(port, TestTokens.ADMIN);
        anonymous = HttpCaller.anonymous(port);
    }

    private static JsonNode problem(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = HttpCaller.json(answer);
        assertThat(problem.get("type").asString()).isEqualTo("urn:relay-backup:problem:" + name);
        assertThat(problem.get("instance").asString()).isEqualTo(answer.uri().getRawPath());
        return problem;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/v3/api-docs",
                "/swagger-ui.html",
                "/swagger-ui/index.html",
                "/swagger-ui/swagger-initializer.js",
                "/v3/api-docs/swagger-config"
            })
    void theWayInIsOpenToEveryone(String path) throws Exception {
        assertThat(anonymous.get(path).statusCode()).isIn(200, 302, 503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/backups",
                "/tokens",
                "/nowhere",
                "/error",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/env",
                "/actuator/health/diskSpace",
                "/status",
                "/favicon.ico"
            })
    void everythingElseNeedsAToken(String path) throws Exception {
        HttpResponse<String> answer = anonymous.get(path);

        problem(answer, 401, "unauthorized");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer realm=");
        assertThat(answer.headers().map()).doesNotContainKey("Set-Cookie");
    }

    @Test
    void basicAndAQueryParameterAreNoTokens() throws Exception {
        problem(anonymous.get("/tokens", "Authorization", "Basic YWRtaW46YWRtaW4="), 401, "unauthorized");
        problem(anonymous.get("/tokens?access_token=" + TestTokens.ADMIN), 401, "unauthorized");
    }

    @Test
    void theSchemeIsReadInAnyCase() throws Exception {
        assertThat(anonymous
                        .get("/tokens", "Authorization", "bearer " + TestTokens.ADMIN)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /status, monitor",
        "GET, /actuator/prometheus, monitor",
        "GET, /actuator/info, monitor",
        "GET, /backups, read",
        "POST, /backups, backup",
        "GET, /backups/x, read",
        "PATCH, /backups/x, admin",
        "DELETE, /backups/x, admin",
        "GET, /backups/x/manifest, read",
        "GET, /backups/x/files, read",
        "GET, /backups/x/files/a/b, restore",
        "GET, /backups/x/archive, restore",
        "GET, /backups/x/changes, read",
        "POST, /backups/x/verify, backup",
        "POST, /backups/x/restore, restore",
        "GET, /stores, read",
        "GET, /stores/x, read",
        "POST, /stores/x/verify, backup",
        "GET, /retention/preview, read",
        "POST, /retention/apply, admin",
        "GET, /operations, read",
        "GET, /operations/x, read",
        "GET, /operations/x/events, read",
        "POST, /maintenance/backup, backup",
        "POST, /maintenance/validate, backup",
        "POST, /maintenance/fix, admin",
        "POST, /maintenance/clear-cache, admin",
        "POST, /maintenance/reset, admin",
        "GET, /audit, admin",
        "GET, /tokens, admin",
        "POST, /tokens, admin",
        "DELETE, /tokens/x, admin",
    })
    void aCallOpensToItsScopeAndToThoseThatImplyIt(String method, String path, String scope) throws Exception {
        Map<String, Set<String>> opened = Map.of(
                "monitor", Set.of("monitor", "admin"),
                "read", Set.of("read", "backup", "restore", "admin"),
                "backup", Set.of("backup", "admin"),
                "restore", Set.of("restore", "admin"),
                "admin", Set.of("admin"));
        Set<String> opens = opened.getOrDefault(scope, Set.of());
        for (Scope asked : Scope.values()) {
            if (opens.contains(asked.word()) && !method.equals("GET")) {
                continue;
            }
            HttpResponse<String> answer = HttpCaller.with(port, "test-token-for-scope-" + asked.word())
                    .send(method, path, "");
            if (opens.contains(asked.word())) {
                assertThat(answer.statusCode()).as(asked + " " + answer.body()).isNotIn(401, 403);
            } else {
                assertThat(problem(answer, 403, "forbidden").get("detail").asString())
                        .contains("test-" + asked.word())
                        .contains("scope " + scope);
            }
        }
    }

    @Test
    void anUnknownPathIsNotFoundAndAWrongMethodSaysWhichAreRight() throws Exception {
        problem(admin.get("/nowhere"), 404, "not-found");
        problem(admin.get("/tokens/"), 404, "not-found");
        problem(admin.get("/actuator/env"), 404, "not-found");
        HttpResponse<String> answer = admin.send("PUT", "/tokens", "{}");

        problem(answer, 405, "method-not-allowed");
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
    }

    @Test
    void healthShowsItsDetailsToMonitorsOnly() throws Exception {
        assertThat(anonymous.get("/actuator/health").body()).doesNotContain("components");
        assertThat(HttpCaller.with(port, TestTokens.READ)
                        .get("/actuator/health")
                        .body())
                .doesNotContain("components");
        assertThat(HttpCaller.with(port, TestTokens.MONITOR)
                        .get("/actuator/health")
                        .body())
                .contains("components");
    }

    @Test
    void answersCarrySecurityHeaders() throws Exception {
        HttpResponse<String> answer = anonymous.get("/actuator/health");

        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'");
        assertThat(answer.headers().map()).doesNotContainKey("Server");
    }

    @Test
    void forwardedHeadersAreNotBelieved() throws Exception {
        HttpResponse<String> answer =
                anonymous.get("/swagger-ui.html", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https");

        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("evil");
        anonymous.get("/tokens", "X-Forwarded-For", "6.6.6.6");
        assertThat(admin.get("/audit?limit=500").body()).doesNotContain("6.6.6.6");
    }

    @Test
    void theFirstStartMadeAnAdminTokenThatOnlyItsOwnerCanRead() throws Exception {
        Path file = directory.resolve("state/admin.token");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String token = Files.readString(file).trim();
        assertThat(token).matches("rbk_[A-Za-z0-9_-]{43}");
        assertThat(HttpCaller.with(port, token).get("/tokens").statusCode()).isEqualTo(200);
        try (Stream<Path> files = Files.list(directory.resolve("state"))) {
            for (Path other : files.filter(f -> !f.equals(file)).toList()) {
                assertThat(new String(Files.readAllBytes(other), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(other.toString())
                        .doesNotContain(token);
            }
        }
    }

    @Test
    void aTokenIsMadeShownOnceUsedAndRemoved() throws Exception {
        HttpResponse<String> made = admin.send(
                "POST",
                "/tokens",
                "{\"name\":\"nightly\",\"scopes\":[\"backup\",\"monitor\"],\"expires\":\"2999-01-01T00:00:00Z\"}");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String value = HttpCaller.json(made).get("value").asString();
        assertThat(value).matches("rbk_[A-Za-z0-9_-]{43}");
        HttpCaller nightly = HttpCaller.with(port, value);
        assertThat(nightly.get("/backups").statusCode()).isNotIn(401, 403);
        assertThat(nightly.get("/tokens").statusCode()).isEqualTo(403);
        String list = admin.get("/tokens").body();
        assertThat(list)
                .contains("\"name\":\"nightly\",\"scopes\":[\"monitor\",\"backup\"],\"origin\":\"api\"")
                .contains("\"expires\":\"2999-01-01T00:00:00.000Z\"")
                .contains("\"lastUsed\"")
                .doesNotContain(value)
                .doesNotContain(TokenHash.of(value).hex());
        problem(admin.send("POST", "/tokens", "{\"name\":\"nightly\",\"scopes\":[\"read\"]}"), 409, "token-exists");

        HttpResponse<String> removed = admin.send("DELETE", "/tokens/nightly", "");

        assertThat(removed.statusCode()).isEqualTo(204);
        problem(nightly.get("/backups"), 401, "unauthorized");
        problem(admin.send("DELETE", "/tokens/nightly", ""), 404, "token-not-found");
    }

    @Test
    void aConfiguredTokenIsNotRemovedByApi() throws Exception {
        problem(admin.send("DELETE", "/tokens/test-read", ""), 409, "configured-token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | name | needed",
                "{\"name\":\"a b\",\"scopes\":[\"read\"]} | name | a-z 0-9",
                "{\"name\":\"x\"} | scopes | monitor, read, backup, restore, admin",
                "{\"name\":\"x\",\"scopes\":[]} | scopes | monitor, read, backup, restore, admin",
                "{\"name\":\"x\",\"scopes\":[\"root\"]} | scopes[0] | monitor, read, backup, restore, admin",
                "{\"name\":\"x\",\"scopes\":[\"read\"],\"expires\":\"2001-01-01T00:00:00Z\"} | expires | future",
                "{\"name\":\"x\",\"scopes\":[\"read\"],\"value\":\"abc\"} | value | expires, name, scopes",
            })
    void aTokenThatCannotBeIsRefusedByField(String body, String field, String allowed) throws Exception {
        JsonNode problem = HttpCaller.json(admin.send("POST", "/tokens", body));

        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("errors").toString())
                .contains("\"" + field + "\"")
                .contains(allowed);
    }

    @Test
    void tokensAreNotMadeIdempotently() throws Exception {
        problem(
                admin.send("POST", "/tokens", "{\"name\":\"y\",\"scopes\":[\"read\"]}", "Idempotency-Key", "k"),
                400,
                "idempotency-key-refused");
    }

    @Test
    void theAuditLogTellsWhoDidWhatFromWhereAndHowItEnded() throws Exception {
        HttpCaller.with(port, TestTokens.RESTORE).get("/backups/backup-none/files/na%0Ame?x=1");
        HttpCaller.with(port, TestTokens.READ).get("/backups/backup-none/archive?format=zip");
        HttpCaller.with(port, TestTokens.READ).get("/backups");
        admin.send("POST", "/tokens", "{\"name\":\"audited\",\"scopes\":[\"read\"]}");
        anonymous.get("/backups/secret");

        HttpResponse<String> answer = admin.get("/audit?limit=4");

        List<String> entries = HttpCaller.json(answer)
                .get("entries")
                .valueStream()
                .map(e -> String.join(
                        " ",
                        e.get("actor").asString(),
                        e.get("address").asString(),
                        e.get("method").asString(),
                        e.get("target").asString(),
                        e.get("status").asString(),
                        e.get("outcome").asString()))
                .toList();
        assertThat(entries)
                .containsExactly(
                        "anonymous 127.0.0.1 GET /backups/secret 401 refused",
                        "test-admin 127.0.0.1 POST /tokens 201 done",
                        "test-read 127.0.0.1 GET /backups/backup-none/archive?format=zip 403 refused",
                        "test-restore 127.0.0.1 GET /backups/backup-none/files/na%0Ame?x=1 404 failed");
        assertThat(answer.headers().firstValue("Link").orElseThrow())
                .matches("</audit\\?limit=4&cursor=[0-9a-z]+>; rel=\"next\"");
    }

    @Test
    void theAuditLogIsReadPageByPageAndByActorAndTime() throws Exception {
        for (int i = 0; i < 5; i++) {
            HttpCaller.with(port, TestTokens.MONITOR).get("/audit?i=" + i);
        }
        JsonNode first = HttpCaller.json(admin.get("/audit?limit=3&actor=test-monitor"));
        JsonNode second = HttpCaller.json(admin.get(
                "/audit?limit=3&actor=test-monitor&cursor=" + first.get("next").asString()));

        assertThat(first.get("entries").get(0).get("target").asString()).isEqualTo("/audit?i=4");
        assertThat(second.get("entries").get(0).get("target").asString()).isEqualTo("/audit?i=1");
        assertThat(admin.get("/audit?to=2001-01-01T00:00:00Z").body()).isEqualTo("{\"entries\":[]}");
        problem(admin.get("/audit?cursor=!"), 400, "invalid-parameter");
        problem(admin.get("/audit?limit=501"), 400, "invalid-request");
    }

    @Test
    void moreThanThirtyWrongTokensAMinuteFromOneAddressHaveToWaitButARightOneNever() throws Exception {
        RawHttp guesser = new RawHttp(port, "127.0.0.2");
        for (int i = 0; i < 40; i++) {
            guesser.get("/tokens");
        }
        for (int i = 0; i < 30; i++) {
            assertThat(guesser.get("/tokens", "Authorization: Bearer wrong" + i, "X-Forwarded-For: 10.0.0." + i)
                            .status())
                    .isEqualTo(401);
        }

        RawHttp.Answer held = guesser.get("/tokens", "Authorization: Bearer wrong");

        assertThat(held.status()).isEqualTo(429);
        assertThat(held.header("Content-Type")).hasValue("application/problem+json");
        assertThat(Integer.parseInt(held.header("Retry-After").orElseThrow())).isBetween(1, 60);
        assertThat(guesser.get("/tokens", "Authorization: " + TestTokens.bearer(TestTokens.ADMIN))
                        .status())
                .isEqualTo(200);
        assertThat(guesser.get("/tokens").status()).isEqualTo(401);
        assertThat(new RawHttp(port)
                        .get("/tokens", "Authorization: Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(admin.get("/audit?limit=20").body()).contains("\"status\":429,\"outcome\":\"refused\"");
    }
}
