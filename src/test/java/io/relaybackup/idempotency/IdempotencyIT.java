package io.relaybackup.idempotency;

import static io.relaybackup.operation.Calls.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.operation.Calls;
import io.relaybackup.operation.WorkApplication;
import io.relaybackup.operation.WorkController;
import io.relaybackup.state.StateDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Repetitions over HTTP, with services that stop and start in between. */
@Timeout(60)
class IdempotencyIT {

    private static final String SUCCEED = "{\"end\":\"succeed\"}";

    private static final AtomicInteger ACTORS = new AtomicInteger();

    private static Path directory;
    private static ConfigurableApplicationContext service;

    private final String actor = "actor-" + ACTORS.incrementAndGet();
    private Calls http;

    @BeforeAll
    static void start(@TempDir Path temp) {
        directory = temp;
        service = startService();
    }

    private static ConfigurableApplicationContext startService() {
        SpringApplication application = new SpringApplication(WorkApplication.class);
        application.setAdditionalProfiles(WorkApplication.PROFILE);
        return application.run(
                "--server.port=0",
                "--relay.backup.state-directory=" + directory.resolve("state"),
                "--relay.backup.operations.shutdown-wait=100ms");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void connect() {
        http = new Calls(port());
        WorkController.STARTED.set(0);
    }

    private void restart() {
        service.close();
        service = startService();
        connect();
    }

    private static int port() {
        return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port());
    }

    private HttpResponse<String> post(String path, String body, String key, String... more)
            throws IOException, InterruptedException {
        return http.post(path, body, headers(key, more));
    }

    private String[] headers(String key, String... more) {
        return Stream.concat(Stream.of("X-Actor", actor, "Idempotency-Key", key), Stream.of(more))
                .toArray(String[]::new);
    }

    private static boolean isReplay(HttpResponse<String> answer) {
        return answer.headers().firstValue("Idempotent-Replay").isPresent();
    }

    private static void assertThatItRepeats(HttpResponse<String> again, HttpResponse<String> first) {
        assertThat(isReplay(first)).isFalse();
        assertThat(isReplay(again)).isTrue();
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.body()).isEqualTo(first.body());
        for (String name : List.of("Location", "Content-Type", "Preference-Applied")) {
            assertThat(again.headers().firstValue(name))
                    .isEqualTo(first.headers().firstValue(name));
        }
    }

    @Test
    void aRepetitionGetsTheFirstAnswerAndStartsNothing() throws Exception {
        HttpResponse<String> first = post("/work", SUCCEED, "a");
        assertThat(first.statusCode()).isEqualTo(202);
        await().until(() -> WorkController.STARTED.get() == 1);

        assertThatItRepeats(post("/work", SUCCEED, "a"), first);

        assertThat(WorkController.STARTED).hasValue(1);
        assertThat(json(http.get("/operations")).get("operations").valueStream())
                .filteredOn(operation -> operation.get("actor").asString().equals(actor))
                .hasSize(1);
    }

    @Test
    void theFirstAnswerSurvivesARestart() throws Exception {
        HttpResponse<String> first = post("/things", SUCCEED, "a", "Prefer", "wait=30");
        assertThat(first.statusCode()).isEqualTo(201);

        restart();

        assertThatItRepeats(post("/things", SUCCEED, "a", "Prefer", "wait=30"), first);
        assertThat(WorkController.STARTED).hasValue(0);
    }

    @Test
    void theFailureOfStartedWorkIsAnAnswerToo() throws Exception {
        String body = "{\"end\":\"no-space\"}";
        HttpResponse<String> first = post("/work", body, "a", "Prefer", "wait=30");
        assertThat(first.statusCode()).isEqualTo(507);
        assertThatItRepeats(post("/work", body, "a", "Prefer", "wait=30"), first);
        assertThat(WorkController.STARTED).hasValue(1);
    }

    @Test
    void aRepetitionWaitsForAFirstThatWaits() throws Exception {
        String body = "{\"gate\":\"idempotent\",\"end\":\"succeed\"}";
        CompletableFuture<HttpResponse<String>> first =
                http.postLater("/things", body, headers("a", "Prefer", "wait=30"));
        await().until(() -> WorkController.STARTED.get() == 1);
        List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(http.postLater("/things", body, headers("a")));
        }
        HttpResponse<String> different = post("/things", SUCCEED, "a");
        assertThat(different.statusCode()).isEqualTo(422);
        assertThat(others).noneMatch(CompletableFuture::isDone);

        WorkController.open("idempotent");

        HttpResponse<String> answer = first.get(30, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(201);
        for (CompletableFuture<HttpResponse<String>> other : others) {
            assertThatItRepeats(other.get(30, TimeUnit.SECONDS), answer);
        }
        assertThat(WorkController.STARTED).hasValue(1);
    }

    @Test
    void aFirstThatIsLeftByItsClientIsStillTheFirst() throws Exception {
        String body = "{\"gate\":\"left-by-client\",\"end\":\"succeed\"}";
        try (Socket socket = socket()) {
            String request =
                    "POST /work HTTP/1.1\r\nHost: localhost\r\nX-Actor: " + actor + "\r\nIdempotency-Key: a\r\n"
                            + "Prefer: wait=30\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> WorkController.STARTED.get() == 1);
        }
        CompletableFuture<HttpResponse<String>> again = http.postLater("/work", body, headers("a"));
        WorkController.open("left-by-client");

        HttpResponse<String> answer = again.get(30, TimeUnit.SECONDS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(isReplay(answer)).isTrue();
        assertThat(WorkController.STARTED).hasValue(1);
    }

    @Test
    void anotherBodyOrPathIsRefused() throws Exception {
        post("/work", SUCCEED, "a");
        for (HttpResponse<String> answer : List.of(
                post("/work", "{\"end\": \"succeed\"}", "a"),
                post("/things", SUCCEED, "a"),
                post("/work?x=1", SUCCEED, "a"))) {
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(json(answer).get("type").asString())
                    .isEqualTo("urn:relay-backup:problem:idempotency-key-reused");
        }
    }

    @Test
    void theSameKeyOfAnotherActorIsAnother() throws Exception {
        HttpResponse<String> alice = http.post("/work", SUCCEED, "X-Actor", "alice", "Idempotency-Key", "a");
        HttpResponse<String> bob = http.post("/work", SUCCEED, "X-Actor", "bob", "Idempotency-Key", "a");
        assertThat(isReplay(bob)).isFalse();
        assertThat(json(bob).get("id")).isNotEqualTo(json(alice).get("id"));
    }

    @Test
    void answersThatStartedNothingAreNotKept() throws Exception {
        assertThat(post("/refused", "{}", "a").statusCode()).isEqualTo(409);
        assertThat(isReplay(post("/refused", "{}", "a"))).isFalse();
        assertThat(post("/dry", "{}", "b").body()).isEqualTo("{\"calls\":3}");
        assertThat(post("/dry", "{}", "b").body()).isEqualTo("{\"calls\":4}");
        HttpResponse<String> malformed = post("/work", "{", "c");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(post("/work", SUCCEED, "c").statusCode()).isEqualTo(202);
    }

    @Test
    void aKeyWhoseAnswerWasLostGetsTheOperationAsItStands() throws Exception {
        String failing = "{\"end\":\"no-space\"}";
        String done = json(post("/things", SUCCEED, "done", "Prefer", "wait=30"))
                .get("thing")
                .asString();
        assertThat(done).isEqualTo("made");
        post("/things", failing, "failed", "Prefer", "wait=30");
        service.close();
        try (StateDatabase database = StateDatabase.open(directory.resolve("state"), Clock.systemUTC(), List.of())) {
            database.write(client ->
                    client.sql("UPDATE idempotency_key SET status = NULL").update());
        }
        service = startService();
        connect();

        HttpResponse<String> told = post("/things", SUCCEED, "done");
        assertThat(told.statusCode()).isEqualTo(202);
        assertThat(json(told).get("status").asString()).isEqualTo("succeeded");
        assertThat(told.headers().firstValue("Location"))
                .hasValue("/operations/" + json(told).get("id").asString());
        assertThat(isReplay(told)).isTrue();

        assertThat(post("/things", SUCCEED, "done", "Prefer", "wait=30").statusCode())
                .isEqualTo(200);
        HttpResponse<String> problem = post("/things", failing, "failed", "Prefer", "wait=30");
        assertThat(problem.statusCode()).isEqualTo(507);
        assertThat(json(problem).get("code").asString()).isEqualTo("ENOSPC");
        assertThat(post("/things", failing, "failed").statusCode()).isEqualTo(202);
        assertThat(post("/work", failing, "failed").statusCode()).isEqualTo(422);
        assertThat(WorkController.STARTED).hasValue(0);
    }

    @Test
    void workThatTheServiceStoppedUnderIsNotStartedAgain() throws Exception {
        String body = "{\"gate\":\"stopped\",\"end\":\"succeed\"}";
        HttpResponse<String> first = post("/work", body, "a");
        await().until(() -> WorkController.STARTED.get() == 1);
        restart();
        assertThatItRepeats(post("/work", body, "a"), first);
        assertThat(json(http.get(first.headers().firstValue("Location").orElseThrow()))
                        .get("status")
                        .asString())
                .isEqualTo("interrupted");
        assertThat(WorkController.STARTED).hasValue(0);
    }

    @Test
    void whoWaitsWhenTheServiceStopsIsToldSoAndSoIsARepetition() throws Exception {
        String body = "{\"gate\":\"never-opened\",\"end\":\"succeed\"}";
        CompletableFuture<HttpResponse<String>> waiting =
                http.postLater("/work", body, headers("a", "Prefer", "wait=30"));
        await().until(() -> WorkController.STARTED.get() == 1);

        restart();

        HttpResponse<String> answer = waiting.get(30, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).get("type").asString()).isEqualTo("urn:relay-backup:problem:interrupted");
        assertThatItRepeats(post("/work", body, "a", "Prefer", "wait=30"), answer);
        assertThat(WorkController.STARTED).hasValue(0);
    }

    @Test
    void aBadKeyIsRefused() throws Exception {
        for (String key : List.of("a b", "x".repeat(256))) {
            HttpResponse<String> answer = post("/work", SUCCEED, key);
            assertThat(answer.statusCode()).as(key).isEqualTo(400);
            assertThat(json(answer).get("detail").asString()).contains("1 to 255 visible ASCII");
        }
        assertThat(post("/work", SUCCEED, "", "Prefer", "x").statusCode()).isEqualTo(400);
        assertThat(post("/work", SUCCEED, "a", "Idempotency-Key", "b").statusCode())
                .isEqualTo(400);
        assertThat(post("/work", SUCCEED, "x".repeat(255)).statusCode()).isEqualTo(202);
        assertThat(WorkController.STARTED.get()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tokens", "/stores/local/keys"})
    void callsThatAnswerWithSecretsRefuseAKey(String path) throws Exception {
        HttpResponse<String> answer = post(path, "{}", "a");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("type").asString()).isEqualTo("urn:relay-backup:problem:idempotency-key-refused");
        assertThat(http.post(path, "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAsWithoutAKey() throws Exception {
        String large = "{\"end\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(post("/work", large, "a").statusCode()).isEqualTo(413);
        try (Socket socket = socket()) {
            String request =
                    "POST /work HTTP/1.1\r\nHost: localhost\r\nX-Actor: " + actor + "\r\nIdempotency-Key: a\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                            + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 413").contains("urn:relay-backup:problem:body-too-large");
        }
    }

    @Test
    void aKeyIsWithoutMeaningForOtherMethods() throws Exception {
        assertThat(http.get("/operations", "Idempotency-Key", "a b").statusCode())
                .isEqualTo(200);
    }
}
