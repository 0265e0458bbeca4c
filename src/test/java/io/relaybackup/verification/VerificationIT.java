package io.relaybackup.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Verification over HTTP, of real backups. */
class VerificationIT {

    private static final String[] WAIT = {"Prefer", "wait=60"};

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        service = LocalService.start(root, "--relay.backup.stores.other.path=" + root.resolve("other"));
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String backup() throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
    }

    private Path folder(String store) {
        return root.resolve(store.equals("local") ? "backups" : store);
    }

    private void flipFirstByte(String store, String id, String file) throws IOException {
        Path path = folder(store).resolve(id).resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        bytes[0] ^= 1;
        Files.delete(path); // it may be a link to the same file of another backup
        Files.write(path, bytes, StandardOpenOption.CREATE_NEW);
    }

    @Test
    void anIntactBackupIsVerifiedInEveryStoreAndItsNotesSaySo() throws Exception {
        String id = backup();

        JsonNode operation = client.json(200, "POST", "/backups/" + id + "/verify", "", WAIT);

        assertThat(operation.get("status").asString()).isEqualTo("succeeded");
        JsonNode result = operation.get("result");
        assertThat(result.get("level").asString()).isEqualTo("data");
        assertThat(result.get("intact").asInt()).isEqualTo(2);
        assertThat(result.get("bytes").asLong()).isPositive();
        for (JsonNode copy : client.json(200, "GET", "/backups/" + id, "").get("copies")) {
            assertThat(copy.get("verification").get("intact").asBoolean()).isTrue();
            assertThat(copy.get("verification").get("level").asString()).isEqualTo("data");
        }
    }

    @Test
    void withoutAWaitTheAnswerIsWhereToLook() throws Exception {
        String id = backup();

        HttpResponse<String> answer =
                client.send("POST", "/backups/latest/verify", "{\"level\":\"structure\",\"store\":\"local\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).startsWith("/operations/op-"));
        assertThat(answer.body()).contains(id);
    }

    @Test
    void aBackupThatIsKnownToBeDamagedHandsNothingOn() throws Exception {
        Thread.sleep(2100); // by then files are settled, and taken over when they have not changed
        String id = backup();
        Path damaged = root.resolve("backups").resolve(id).resolve(SampleData.CHAIN);
        FileTime modified = Files.getLastModifiedTime(damaged);
        flipFirstByte("local", id, SampleData.CHAIN);
        Files.setLastModifiedTime(damaged, modified);
        client.json(500, "POST", "/backups/" + id + "/verify", "", WAIT);

        String next = backup();

        client.json(200, "POST", "/backups/" + next + "/verify", "", WAIT);
    }

    @Test
    void aByteEditedByHandIsNamed() throws Exception {
        String id = backup();
        flipFirstByte("local", id, SampleData.CHAIN);

        JsonNode problem = client.json(500, "POST", "/backups/" + id + "/verify", "{\"level\":\"data\"}", WAIT);

        assertThat(problem.get("type").asString()).isEqualTo("urn:relay-backup:problem:verification-failed");
        assertThat(problem.get("backup").asString()).isEqualTo(id);
        assertThat(problem.get("store").asString()).isEqualTo("local");
        assertThat(problem.get("path").asString()).isEqualTo(SampleData.CHAIN);
        assertThat(problem.get("detail").asString()).contains(id).contains(SampleData.CHAIN);
        assertThat(problem.get("errors").get(0).get("field").asString())
                .isEqualTo("local/" + id + "/" + SampleData.CHAIN);
        JsonNode health = client.json(200, "GET", "/actuator/health", "").get("components");
        assertThat(health.get("backupIntegrity").get("status").asString()).isEqualTo("DEGRADED");
        flipFirstByte("other", id, SampleData.CHAIN);
        client.json(500, "POST", "/stores/other/verify", "", WAIT);
        assertThat(client.json(503, "GET", "/actuator/health", "")
                        .get("components")
                        .get("backupIntegrity")
                        .get("status")
                        .asString())
                .isEqualTo("DOWN");
    }

    @Test
    void structureFindsWhatIsMissingAndDoesNotReadContent() throws Exception {
        String id = backup();
        flipFirstByte("local", id, SampleData.CHAIN);
        client.json(200, "POST", "/backups/" + id + "/verify", "{\"level\":\"structure\",\"store\":\"other\"}", WAIT);
        Files.delete(folder("other").resolve(id).resolve(SampleData.CHAIN));

        JsonNode problem = client.json(
                500, "POST", "/backups/" + id + "/verify", "{\"level\":\"structure\",\"store\":\"other\"}", WAIT);

        assertThat(problem.get("path").asString()).isEqualTo(SampleData.CHAIN);
    }

    @Test
    void oneDamagedBackupDoesNotKeepTheOthersOfAStoreFromBeingVerified() throws Exception {
        String first = backup();
        String second = backup();
        flipFirstByte("local", second, SampleData.CHAIN);

        JsonNode problem = client.json(500, "POST", "/stores/local/verify", "{\"level\":\"data\"}", WAIT);

        assertThat(problem.get("detail").asString()).startsWith("1 of 2 backups are damaged; the first is " + second);
        JsonNode sound =
                client.json(200, "GET", "/backups/" + first, "").get("copies").get(0);
        assertThat(sound.get("verification").get("intact").asBoolean()).isTrue();
        JsonNode operation = client.json(
                200, "GET", "/operations/" + problem.get("operation").asString(), "");
        assertThat(operation.get("type").asString()).isEqualTo("verify");
        assertThat(operation.get("status").asString()).isEqualTo("failed");
        assertThat(operation.get("log").toString()).contains("1 intact, 1 damaged");
    }

    @Test
    void anExternalBackupIsVerifiedByStructureAndNotWrittenTo() throws Exception {
        String id = "backup-2025-09-18T16-08-34-266Z";
        Path external = Files.createDirectory(root.resolve("backups").resolve(id));
        Files.createDirectory(external.resolve("users"));
        Files.writeString(external.resolve("users/users.json"), "{}");
        Files.writeString(external.resolve("backup-manifest.json"), """
                {"timestamp":"2025-09-18T16:08:34.266Z","backupPath":"/x","projectRoot":"/y","dataDirectory":"/y/data",
                 "results":[{"name":"user-data","description":"Users","status":"success","path":"/x/users"}],
                 "summary":{"total":1,"successful":1,"failed":0}}
                """);

        await("a store sees what others put there within a second")
                .until(() -> client.send("GET", "/backups/" + id, "").statusCode() == 200);
        JsonNode operation = client.json(200, "POST", "/backups/" + id + "/verify", "{\"level\":\"data\"}", WAIT);

        assertThat(operation.get("result").get("findings").get(0).get("level").asString())
                .isEqualTo("structure");
        try (var children = Files.list(external)) {
            assertThat(children.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("users", "backup-manifest.json");
        }
    }

    @Test
    void whatIsUnknownIsRefused() throws Exception {
        assertThat(client.json(404, "POST", "/stores/nowhere/verify", "")
                        .get("detail")
                        .asString())
                .contains("local", "other");
        client.json(404, "POST", "/backups/backup-2025-09-18T16-08-34-266Z/verify", "");
        String id = backup();
        client.json(404, "POST", "/backups/" + id + "/verify", "{\"store\":\"nowhere\"}");
        JsonNode refused = client.json(400, "POST", "/backups/" + id + "/verify", "{\"level\":\"deep\"}");
        assertThat(refused.toString()).contains("structure", "data");
    }
}
