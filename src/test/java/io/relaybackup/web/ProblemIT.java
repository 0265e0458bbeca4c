package io.relaybackup.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.web.RawHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each kind of failure looks like to a client, over HTTP, with a controller made to fail. */
@SpringBootTest(classes = ProbeApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("probe")
class ProblemIT {

    private final HttpClient client = HttpClient.newHttpClient();

    private final JsonMapper json = new JsonMapper();

    @LocalServerPort
    int port;

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET().build());
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = request("/probe", headers);
        if (headers.length == 0) {
            request.header("Content-Type", "application/json");
        }
        return send(request.POST(BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    private JsonNode problem(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("/very/secret");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("type").asString()).isEqualTo("urn:relay-backup:problem:" + name);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("instance").asString())
                .isEqualTo(answer.request().uri().getRawPath());
        return problem;
    }

    @Test
    void aProblemIsFlatAndCarriesItsExtensions() throws Exception {
        JsonNode problem = problem(get("/probe/fails/problem"), 409, "in-the-way");

        assertThat(problem.get("detail").asString()).isEqualTo("Something is in the way.");
        assertThat(problem.get("operation").asString()).isEqualTo("op-1");
        assertThat(problem.get("code").asString()).isEqualTo("EBUSY");
        assertThat(problem.has("backup")).isFalse();
        assertThat(problem.has("errors")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "no-space, 507, no-space, ENOSPC",
        "access, 500, input-output-error, EACCES",
        "unchecked, 404, backup-not-found,",
        "error, 500, internal-error,",
        "anything, 500, internal-error,",
    })
    void anExceptionIsAProblemWithoutItsSecrets(String how, int status, String name, String code) throws Exception {
        JsonNode problem = problem(get("/probe/fails/" + how), status, name);

        assertThat(problem.path("code").asString(null)).isEqualTo(code);
    }

    @Test
    void whateverIsAcceptedAProblemIsJson() throws Exception {
        problem(get("/probe/fails/problem", "Accept", "application/json"), 409, "in-the-way");
        problem(get("/nowhere", "Accept", "text/html"), 404, "not-found");
        problem(get("/nowhere", "Accept", "application/yaml"), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/yaml", "application/xml", "text/html", "text/plain", "application/cbor", "nonsense"
            })
    void onlyJsonIsOfferedAndTheWorkIsNotDoneForAnythingElse(String type) throws Exception {
        int before = ProbeController.POSTED.get();

        JsonNode problem = problem(get("/probe", "Accept", type), 406, "not-acceptable");
        problem(post("{}", "Content-Type", "application/json", "Accept", type), 406, "not-acceptable");

        assertThat(problem.get("detail").asString()).contains("application/json");
        assertThat(ProbeController.POSTED).hasValue(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/yaml",
                "application/xml",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/cbor",
                "multipart/form-data; boundary=x"
            })
    void onlyJsonIsTaken(String type) throws Exception {
        JsonNode problem = problem(post("{}", "Content-Type", type), 415, "unsupported-media-type");

        assertThat(problem.get("detail").asString()).contains("application/json");
    }

    @Test
    void aWrongMethodSaysWhichAreRight() throws Exception {
        HttpResponse<String> answer =
                send(request("/probe").PUT(BodyPublishers.noBody()).build());

        JsonNode problem = problem(answer, 405, "method-not-allowed");
        assertThat(problem.get("detail").asString()).contains("GET").contains("POST");
        assertThat(answer.headers().firstValue("Allow").orElseThrow())
                .contains("GET")
                .contains("POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"nam\":\"x\"} | nam | backup, count, from, full, level, name, nested, tags",
                "{\"level\":\"deep\"} | level | 'deep' is not one of structure, data",
                "{\"level\":\"DATA\"} | level | 'DATA' is not one of structure, data",
                "{\"level\":1} | level | one of structure, data",
                "{\"full\":\"yes\"} | full | true or false",
                "{\"full\":\"true\"} | full | true or false",
                "{\"full\":1} | full | true or false",
                "{\"count\":\"1\"} | count | a whole number",
                "{\"count\":1.5} | count | a whole number",
                "{\"count\":99999999999} | count | a whole number",
                "{\"name\":1} | name | a text",
                "{\"name\":{}} | name | a text",
                "{\"tags\":\"a\"} | tags | a list",
                "{\"tags\":[\"a\",\" \"]} | tags[1] | must not be blank",
                "{\"backup\":\"x\"} | backup | not a backup id like",
                "{\"from\":\"yesterday\"} | from | a time like 2025-09-18T16:08:34.266Z",
                "{\"nested\":{\"depth\":4}} | nested | a depth is at most 3, not 4",
                "{\"nested\":{\"depth\":null}} | nested.depth | a whole number",
                "{\"nested\":[]} | nested | an object",
            })
    void aBadFieldIsNamedWithWhatIsAllowed(String body, String field, String allowed) throws Exception {
        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("errors").get(0).get("field").asString())
                .as(answer.body())
                .isEqualTo(field);
        assertThat(problem.get("errors").get(0).get("message").asString())
                .as(answer.body())
                .contains(allowed);
        assertThat(problem.get("detail").asString()).contains(field).contains(allowed);
        assertThat(answer.body()).doesNotContain("io.relaybackup").doesNotContain("java.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "{\"name\":\"a\"} x", "{\"name\":\"a\",\"name\":\"b\"}", "'x'", "\u0001"})
    void aBodyThatIsNotOneJsonObjectIsABadBody(String body) throws Exception {
        HttpResponse<String> answer = post(body);

        problem(answer, 400, "invalid-body");
        assertThat(answer.body()).doesNotContain("io.relaybackup").doesNotContain("java.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/probe?level=deep | level | structure, data",
                "/probe?limit=many | limit | a whole number",
                "/probe?limit=0 | limit | must be at least 1",
                "/probe?limit=501 | limit | must be at most 500",
                "/probe?from=yesterday | from | a time like",
                "/probe/needs | what | needed",
                "/probe/backups/x | id | not a backup id like",
            })
    void aBadParameterIsNamedWithWhatIsAllowed(String path, String name, String allowed) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("errors").get(0).get("field").asString()).isEqualTo(name);
        assertThat(problem.get("errors").get(0).get("message").asString())
                .as(answer.body())
                .contains(allowed);
        assertThat(problem.get("detail").asString()).contains(name).contains(allowed);
        assertThat(answer.body()).doesNotContain("java.");
    }

    @Test
    void whatIsGoodIsAnsweredInWordsAndMilliseconds() throws Exception {
        HttpResponse<String> answer = post("{\"level\":\"structure\",\"tags\":[],\"count\":null}");

        assertThat(answer.body()).isEqualTo("{\"level\":\"data\",\"time\":\"2026-01-02T03:04:05.000Z\"}");
        assertThat(get("/probe?level=structure&limit=7&from=2026-01-02T03:04:05Z&text=%C3%A9%E2%82%AC")
                        .body())
                .contains("\"limit\":\"7\"")
                .contains("\"text\":\"é€\"");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItsLengthIsDeclaredOrNot() throws Exception {
        String body = "{\"name\":\"" + "x".repeat(64 * 1024) + "\"}";

        problem(post(body), 413, "body-too-large");
        HttpRequest chunked = request("/probe", "Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))
                .build();
        JsonNode problem = problem(send(chunked), 413, "body-too-large");
        assertThat(problem.get("detail").asString()).contains("65536");
        assertThat(post("{\"name\":\"" + "x".repeat(60 * 1024) + "\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAnswerThatIsNotReadyInTimeIsAProblem() throws Exception {
        problem(get("/probe/timeout"), 503, "timeout");
    }

    @Test
    void aDownloadThatBreaksIsCutOffAndNotEndedAsIfItWereWhole() {
        assertThatThrownBy(() -> get("/probe/stream?bytes=100000")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get("/probe/write")).isInstanceOf(IOException.class);
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        HttpRequest head = request("/probe/fails/problem")
                .method("HEAD", BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = send(head);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEmpty();
        assertThat(send(request("/probe")
                                .method("HEAD", BodyPublishers.noBody())
                                .build())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTrailingSlashIsAnotherPath() throws Exception {
        problem(get("/probe/"), 404, "not-found");
    }

    @Test
    void everyByteThatANameMayHaveReachesTheControllerInThePathAndInTheQuery() throws Exception {
        RawHttp http = new RawHttp(port);
        for (int b = 1; b < 256; b++) {
            if (b == '/' || b == '.') {
                continue;
            }
            String escaped = String.format("%%%02X", b);
            String expected = HexFormat.of().formatHex(new byte[] {'a', (byte) b, 'z'});

            Answer path = http.get("/backups/x/files/d/a" + escaped + "z");
            assertThat(path.body()).as(escaped + path).contains("642f" + expected);
            Answer query = http.get("/backups/x/files?path=a" + escaped + "z");
            assertThat(query.body()).as(escaped + query).contains(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2e%2e/x", "..", "a/../b", "/etc", "%2Fetc", "a%00b", "a//b", "./a", "%", "a%2"})
    void aPathThatLeavesTheTreeIsRefusedInTheQuery(String path) throws Exception {
        Answer answer = new RawHttp(port).get("/backups/x/files?path=" + path);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void aNameThatIsTooLongIsRefused() throws Exception {
        problem(get("/backups/x/files/" + "n".repeat(256)), 400, "invalid-path");
        problem(get("/backups/x/files/" + "n/".repeat(2049)), 400, "invalid-path");
    }

    @Test
    void aPathThatIsThereTwiceIsRefused() throws Exception {
        problem(get("/backups/x/files?path=a&path=b"), 400, "invalid-path");
        assertThat(get("/backups/x/files").body()).isEqualTo("\"none\"");
        assertThat(get("/backups/x/files?path=").body()).isEqualTo("\"\"");
        assertThat(get("/backups/x/files?path=a+b").body())
                .isEqualTo("\"" + HexFormat.of().formatHex("a b".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/probe?text=%zz, bad-query",
        "/probe?text=%ff, bad-query",
        "/probe?%zz, unknown-parameter",
        "/probe?%, unknown-parameter"
    })
    void aQueryThatCannotBeDecodedIsABadRequest(String target, String name) throws Exception {
        Answer answer = new RawHttp(port).get(target);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.toString()).contains("urn:relay-backup:problem:" + name);
    }

    @Test
    void aListHasNoGaps() throws Exception {
        JsonNode problem = problem(post("{\"tags\":[\"a\",null]}"), 400, "invalid-body");

        assertThat(problem.get("errors").get(0).get("field").asString()).isEqualTo("tags[1]");
        assertThat(problem.get("errors").get(0).get("message").asString()).isEqualTo("must not be null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"name\":", "NaN", "/*c*/{}", "{\"name\":99999999999999999999e9}"})
    void whatIsWrongWithJsonIsSaidWithoutTheParsersOwnTerms(String body) throws Exception {
        String detail = problem(post(body), 400, "invalid-body").get("detail").asString();

        assertThat(detail).doesNotContain("Feature").doesNotContain("REDACTED").doesNotContain("Source");
    }
}
