package io.relaybackup.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a probe and a monitor are told over HTTP. */
class HealthIT {

    private static final String[] WAIT = {"Prefer", "wait=60"};

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        service = LocalService.start(root, "--relay.backup.health.expected-interval=26h");
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private JsonNode component(int status, String name) throws IOException, InterruptedException {
        return client.json(status, "GET", "/actuator/health", "")
                .get("components")
                .get(name);
    }

    private static String statusOf(JsonNode component) {
        return component.get("status").asString();
    }

    @Test
    void withoutABackupItIsDegradedAndStillHttp200() throws Exception {
        JsonNode health = client.json(200, "GET", "/actuator/health", "");
        assertThat(statusOf(health)).isEqualTo("DEGRADED");
        JsonNode completeness = health.get("components").get("backupCompleteness");
        assertThat(statusOf(completeness)).isEqualTo("DEGRADED");
        assertThat(completeness.get("details").get("reason").asString()).isEqualTo("There is no complete backup yet.");
        assertThat(health.get("components").propertyNames())
                .contains("backupCompleteness", "backupIntegrity", "diskSpace", "backupRotation", "source", "stores");
    }

    @Test
    void afterABackupItIsUpAtOnce() throws Exception {
        String id = client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
        JsonNode health = client.json(200, "GET", "/actuator/health", "");
        assertThat(statusOf(health)).as("%s", health).isEqualTo("UP");
        JsonNode completeness =
                health.get("components").get("backupCompleteness").get("details");
        assertThat(completeness.get("latest").asString()).isEqualTo(id);
        assertThat(completeness.get("expectedIntervalMs").asLong()).isEqualTo(93_600_000);
        assertThat(health.get("components")
                        .get("diskSpace")
                        .get("details")
                        .get("store local")
                        .get("freeBytes")
                        .asLong())
                .isPositive();
    }

    @Test
    void aMissingDataDirectoryIsDownAndConcernsNeitherLivenessNorReadiness() throws Exception {
        Files.move(root.resolve("data"), root.resolve("elsewhere"));
        await().until(() -> client.send("GET", "/actuator/health", "").statusCode() == 503);
        JsonNode source = component(503, "source");
        assertThat(statusOf(source)).isEqualTo("DOWN");
        assertThat(source.get("details").get("code").asString()).isEqualTo("ENOENT");
        assertThat(statusOf(client.json(200, "GET", "/actuator/health/liveness", "")))
                .isEqualTo("UP");
        assertThat(statusOf(client.json(200, "GET", "/actuator/health/readiness", "")))
                .isEqualTo("UP");

        JsonNode status = client.json(200, "GET", "/status", "");
        assertThat(status.get("source").get("ok").asBoolean()).isFalse();
        assertThat(status.get("source").get("problem").get("code").asString()).isEqualTo("ENOENT");

        JsonNode failed = client.json(500, "POST", "/backups", "", WAIT);
        assertThat(failed.get("code").asString()).isEqualTo("ENOENT");
        Files.move(root.resolve("elsewhere"), root.resolve("data"));
        await().until(() -> client.send("GET", "/actuator/health", "").statusCode() == 200);
        JsonNode completeness = component(200, "backupCompleteness");
        assertThat(statusOf(completeness)).isEqualTo("DEGRADED");
        assertThat(completeness.get("details").get("reason").asString())
                .startsWith("There is no complete backup. The last run did not succeed: ");
    }

    @Test
    void partialWorkThatNobodyWorksOnIsNamed() throws Exception {
        client.json(201, "POST", "/backups", "", WAIT);
        Path left = root.resolve("backups/.partial/backup-2026-11-23T03-00-00-000Z");
        Files.createDirectories(left);
        await().untilAsserted(() ->
                assertThat(statusOf(component(200, "backupRotation"))).isEqualTo("DEGRADED"));
        assertThat(component(200, "backupRotation")
                        .get("details")
                        .get("store local")
                        .get("residue")
                        .get(0)
                        .asString())
                .isEqualTo(left.getFileName().toString());
    }

    @Test
    void whoHasNoTokenSeesTheStatusAlone() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(client.uri("/actuator/health")).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("DEGRADED").doesNotContain("components", "reason");
    }

    @Test
    void aStoreThatWentAwayIsDownWithItsReasonAndUpAgainWhenItIsBack() throws Exception {
        client.json(201, "POST", "/backups", "", WAIT);
        Files.move(root.resolve("backups"), root.resolve("unmounted"));
        await().until(() -> client.send("GET", "/actuator/health", "").statusCode() == 503);
        JsonNode stores = component(503, "stores");
        assertThat(statusOf(stores)).isEqualTo("DOWN");
        assertThat(stores.get("details").get("local").get("reason").asString()).isNotBlank();
        JsonNode store = client.json(200, "GET", "/stores/local", "");
        assertThat(store.get("reachable").asBoolean()).isFalse();
        assertThat(store.get("problem").get("store").asString()).isEqualTo("local");
        Files.move(root.resolve("unmounted"), root.resolve("backups"));
        await().until(() -> client.send("GET", "/actuator/health", "").statusCode() == 200);
        assertThat(client.json(200, "GET", "/stores/local", "").get("backups").asInt())
                .isEqualTo(1);
    }

    @Test
    void storesAreShownWithTheirSizes() throws Exception {
        JsonNode backup = client.json(201, "POST", "/backups", "", WAIT);
        client.json(201, "POST", "/backups", "", WAIT);
        long both = 2 * backup.get("bytes").asLong();
        await("sizes are measured after the answer")
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.json(200, "GET", "/stores", "")
                                .get("stores")
                                .get(0)
                                .path("logicalBytes")
                                .asLong(0)
                        >= both);
        JsonNode store = client.json(200, "GET", "/stores/local", "");
        assertThat(store.get("name").asString()).isEqualTo("local");
        assertThat(store.get("type").asString()).isEqualTo("directory");
        assertThat(store.get("location").asString())
                .isEqualTo(root.resolve("backups").toString());
        assertThat(store.get("reachable").asBoolean()).isTrue();
        assertThat(store.get("backups").asInt()).isEqualTo(2);
        assertThat(store.get("storedBytes").asLong())
                .isPositive()
                .isLessThanOrEqualTo(store.get("logicalBytes").asLong());
        assertThat(store.get("ratio").asDouble()).isGreaterThanOrEqualTo(1);
        assertThat(store.get("warnings")).isEmpty();
        client.json(404, "GET", "/stores/nowhere", "");
    }

    @Test
    void theStatusPageTellsOfTheLastRunAndTheLastSuccess() throws Exception {
        JsonNode before = client.json(200, "GET", "/status", "");
        assertThat(before.has("lastSuccess")).isFalse();
        assertThat(before.get("overdue").asBoolean()).isFalse();
        JsonNode backup = client.json(201, "POST", "/backups", "", WAIT);
        String id = backup.get("id").asString();
        client.json(200, "POST", "/backups/" + id + "/verify", "", WAIT);

        JsonNode status = client.json(200, "GET", "/status", "");

        assertThat(status.get("newestBackup").asString()).isEqualTo(id);
        assertThat(status.get("lastRun").get("outcome").asString()).isEqualTo("succeeded");
        assertThat(status.get("lastRun").get("backup").asString()).isEqualTo(id);
        assertThat(status.get("lastSuccess").get("at").asString())
                .isEqualTo(backup.get("timestamp").asString());
        assertThat(status.has("lastVerified")).isTrue();
        assertThat(status.get("stores").get(0).get("backups").asInt()).isEqualTo(1);
        assertThat(status.get("running")).isEmpty();
        service.close();
        service = LocalService.start(root);
        client = service.client();
        JsonNode restarted = client.json(200, "GET", "/status", "");
        assertThat(restarted.get("lastSuccess").get("backup").asString()).isEqualTo(id);
        assertThat(restarted.get("lastRun").get("outcome").asString()).isEqualTo("succeeded");
    }
}
