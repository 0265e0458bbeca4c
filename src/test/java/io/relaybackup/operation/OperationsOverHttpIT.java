package io.relaybackup.operation;

import static io.relaybackup.operation.Calls.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(classes = WorkApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles(WorkApplication.PROFILE)
@Timeout(60)
class OperationsOverHttpIT {

    private static final String SUCCEED = "{\"end\":\"succeed\"}";

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    @Autowired
    OperationStreams streams;

    @Autowired
    Operations operations;

    private Calls http;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("relay.backup.state-directory", () -> directory.resolve("state"));
        registry.add("relay.backup.operations.max-running", () -> "60");
        registry.add("relay.backup.operations.heartbeat", () -> "200ms");
    }

    @BeforeEach
    void connect() {
        http = new Calls(port);
    }

    private static String gated(String gate) {
        return "{\"gate\":\"" + gate + "\",\"end\":\"succeed\"}";
    }

    private String start(String body, String... headers) throws IOException, InterruptedException {
        return json(http.post("/work", body, headers)).get("id").asString();
    }

    private JsonNode finished(String id) {
        return await().until(
                        () -> json(http.get("/operations/" + id)),
                        operation -> !operation.get("finishedAt").isMissingNode());
    }

    @Test
    void whoDoesNotWaitIsToldThatTheWorkHasBegun() throws Exception {
        HttpResponse<String> answer = http.post("/work", gated("begun"), "X-Actor", "alice");

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode operation = json(answer);
        assertThat(answer.headers().firstValue("Location"))
                .hasValue("/operations/" + operation.get("id").asString());
        assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
        assertThat(operation.get("type").asString()).isEqualTo("verify");
        assertThat(operation.get("status").asString()).isIn("queued", "running");
        assertThat(operation.get("actor").asString()).isEqualTo("alice");
        assertThat(operation.get("createdAt").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        WorkController.open("begun");
    }

    @Test
    void whoWaitsGetsTheResult() throws Exception {
        HttpResponse<String> done = http.post("/work", SUCCEED, "Prefer", "wait=30", "X-Actor", "alice");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.headers().firstValue("Preference-Applied")).hasValue("wait=30");
        assertThat(json(done).get("status").asString()).isEqualTo("succeeded");
        assertThat(json(done).get("result").get("by").asString()).isEqualTo("alice");

        HttpResponse<String> made = http.post("/things", SUCCEED, "Prefer", "respond-async, wait=30");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location")).hasValue("/things/1");
        assertThat(made.body()).isEqualTo("{\"thing\":\"made\"}");
    }

    @ParameterizedTest
    @CsvSource({"no-space,507", "store-locked,409"})
    void whoWaitsForWorkThatFailsGetsItsProblem(String end, int status) throws Exception {
        HttpResponse<String> answer = http.post("/things", "{\"end\":\"" + end + "\"}", "Prefer", "wait=30");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("wait=30");
        JsonNode problem = json(answer);
        assertThat(problem.get("type").asString()).isEqualTo("urn:relay-backup:problem:" + end);
        assertThat(problem.get("instance").asString()).isEqualTo("/things");
        assertThat(http.get("/operations/" + problem.get("operation").asString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoWaitedInVainIsToldThatTheWorkGoesOn() throws Exception {
        HttpResponse<String> answer = http.post("/things", gated("vain"), "Prefer", "wait=1");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"thing\":\"in the making\"}");
        WorkController.open("vain");
    }

    @Test
    void aMalformedPreferenceIsIgnored() throws Exception {
        HttpResponse<String> answer = http.post("/work", gated("malformed"), "Prefer", "wait=soon");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
        WorkController.open("malformed");
    }

    @Test
    void aLongWaitIsTheLongestAllowed() throws Exception {
        assertThat(http.post("/work", SUCCEED, "Prefer", "wait=5000").headers().firstValue("Preference-Applied"))
                .hasValue("wait=600");
    }

    @Test
    void whoWaitsForWorkThatIsCancelledGetsAConflict() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                http.postLater("/work", gated("never-opened"), "Prefer", "wait=30", "X-Actor", "carol");
        String id = await().until(
                        () -> json(http.get("/operations?status=running&limit=500"))
                                .get("operations")
                                .valueStream()
                                .filter(o -> o.get("actor").asString().equals("carol"))
                                .map(o -> o.get("id").asString())
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
        assertThat(http.call("DELETE", "/operations/" + id, "", "X-Actor", "carol")
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> answer = waiting.get(30, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).get("type").asString()).isEqualTo("urn:relay-backup:problem:cancelled");
    }

    @Test
    void waitingHoldsNoRequestThread() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(http.postLater("/work", gated("many"), "Prefer", "wait=30"));
        }
        await().until(() -> operations.list(null, OperationStatus.RUNNING, 500).size() >= 50);
        await().untilAsserted(() -> assertThat(requestThreadsInUse()).isLessThan(10));
        WorkController.open("many");
        for (CompletableFuture<HttpResponse<String>> one : waiting) {
            assertThat(one.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    /** Threads of the server that are anywhere in our code or in a filter. */
    private static long requestThreadsInUse() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack ->
                        Stream.of(stack).anyMatch(f -> f.getMethodName().equals("doFilter")))
                .count();
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String id = json(http.post("/work", SUCCEED, "Prefer", "wait=30"))
                    .get("id")
                    .asString();
            made.add(0, id);
        }
        List<String> seen = new ArrayList<>();
        String path = "/operations?type=verify&status=succeeded&limit=2";
        while (seen.size() < 5) {
            HttpResponse<String> page = http.get(path);
            assertThat(page.statusCode()).isEqualTo(200);
            json(page).get("operations").forEach(o -> seen.add(o.get("id").asString()));
            String link = page.headers().firstValue("Link").orElse("none");
            String next = json(page).get("next").asString();
            assertThat(link)
                    .isEqualTo("</operations?type=verify&status=succeeded&limit=2&cursor=" + next + ">; rel=\"next\"");
            path = link.substring(1, link.indexOf('>'));
        }
        assertThat(seen.subList(0, 5)).isEqualTo(made);
        HttpResponse<String> all = http.get("/operations?limit=500");
        assertThat(json(all).has("next")).isFalse();
        assertThat(all.headers().firstValue("Link")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/operations?limit=0",
                "/operations?limit=501",
                "/operations?limit=many",
                "/operations?type=backups",
                "/operations?status=done",
                "/operations?cursor=x",
                "/operations/x"
            })
    void aBadQuestionIsRefusedWithWhatIsAllowed(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).get("detail").asString())
                .matches("(?s).*(allowed|at least|at most|less|greater|is op-).*");
    }

    @Test
    void whatDoesNotExistIsNotFound() throws Exception {
        String unknown = OperationIds.firstOf(1).value();
        assertThat(http.get("/operations/" + unknown).statusCode()).isEqualTo(404);
        assertThat(http.get("/operations/" + unknown + "/events", "Accept", "text/event-stream")
                        .statusCode())
                .isEqualTo(404);
        assertThat(http.call("DELETE", "/operations/" + unknown, "", "X-Actor", "root admin")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void onlyWhoStartedItOrCouldHaveMayCancel() throws Exception {
        String id = start(gated("mine"), "X-Actor", "alice");
        String path = "/operations/" + id;
        assertThat(http.call("DELETE", path, "", "X-Actor", "bob restore").statusCode())
                .isEqualTo(403);
        assertThat(http.call("DELETE", path, "", "X-Actor", "bob backup").statusCode())
                .isEqualTo(202);
        JsonNode ended = finished(id);
        assertThat(ended.get("status").asString()).isEqualTo("cancelled");
        HttpResponse<String> again = http.call("DELETE", path, "", "X-Actor", "alice");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again).get("type").asString()).isEqualTo("urn:relay-backup:problem:operation-finished");
    }

    @Test
    void eventsTellOfAnOperationUntilItsEnd() throws Exception {
        String id = start(gated("events"));
        HttpResponse<Stream<String>> stream = http.lines("/operations/" + id + "/events");
        assertThat(stream.headers().firstValue("Content-Type").orElse("none")).startsWith("text/event-stream");
        Iterator<String> lines = stream.body().iterator();

        List<String> names = new ArrayList<>();
        String data = "";
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("event:")) {
                names.add(line.substring("event:".length()));
            } else if (line.startsWith("data:")) {
                data = line.substring("data:".length());
                if (names.contains("progress")) {
                    WorkController.open("events");
                }
            }
        }

        assertThat(names).contains("log", "progress").endsWith("finished").containsOnlyOnce("finished");
        assertThat(names.stream().filter("log"::equals)).hasSize(2);
        JsonNode end = json(data);
        assertThat(end.get("status").asString()).isEqualTo("succeeded");
        assertThat(end.get("log")).hasSize(2);
        await().untilAsserted(() -> assertThat(streams.openCount()).isZero());
    }

    @Test
    void eventsOfAPastOperationAreItsEndAlone() throws Exception {
        String id =
                json(http.post("/work", SUCCEED, "Prefer", "wait=30")).get("id").asString();
        await().until(() -> operations.running(new OperationId(id)).isEmpty());
        List<String> events = http.lines("/operations/" + id + "/events")
                .body()
                .filter(line -> line.startsWith("event:"))
                .toList();
        assertThat(events).containsExactly("event:finished");
    }

    @Test
    void aListenerThatGoesAwayIsForgotten() throws Exception {
        String id = start(gated("left"));
        HttpResponse<Stream<String>> stream = http.lines("/operations/" + id + "/events");
        assertThat(stream.body().iterator().next()).isNotEmpty();
        assertThat(streams.openCount()).isEqualTo(1);

        stream.body().close(); // closes the connection

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(streams.openCount()).isZero());
        WorkController.open("left");
    }

    @Test
    void eventsAreNotOfferedAsJson() throws Exception {
        String id = start(SUCCEED);
        assertThat(http.get("/operations/" + id + "/events", "Accept", "application/json")
                        .statusCode())
                .isEqualTo(406);
    }
}
