package io.relaybackup.trash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.RequiresTool;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Deletions and how they are undone, by the whole service over HTTP, with a plain store and a repository. */
class TrashIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    private static final String PASSWORD = "geheim-und-lang";

    /** Making a repository takes seconds, because its key is dear to derive. */
    @TempDir
    static Path fresh;

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeAll
    static void makeRepository() throws IOException {
        configure(fresh);
        LocalService.start(fresh, location(fresh)).close();
    }

    private static void configure(Path root) throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        Files.writeString(root.resolve("password"), PASSWORD + "\n");
        Files.writeString(root.resolve("stores.yml"), """
                relay.backup.stores:
                  offsite: {type: restic, location: %1$s/repository, password-file: %1$s/password, initialize: true}
                """.formatted(root));
    }

    private static String location(Path root) {
        return "--spring.config.additional-location=" + root.resolve("stores.yml");
    }

    @BeforeEach
    void prepare() throws IOException {
        configure(root);
        try (Stream<Path> all = Files.walk(fresh.resolve("repository"))) {
            for (Path each : all.toList()) {
                Files.copy(
                        each,
                        root.resolve("repository")
                                .resolve(fresh.resolve("repository").relativize(each)));
            }
        }
        start();
    }

    private void start(String... arguments) {
        service = LocalService.start(
                root,
                Stream.concat(Stream.of(location(root)), Stream.of(arguments)).toArray(String[]::new));
        client = service.client();
    }

    private void restart(String... arguments) {
        service.close();
        start(arguments);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String backup() throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return client.json(200, "GET", path, "");
    }

    private List<String> ids(String query) throws IOException, InterruptedException {
        return get("/backups" + query)
                .get("backups")
                .valueStream()
                .map(backup -> backup.get("id").asString())
                .toList();
    }

    private HttpResponse<String> delete(String id, String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send("DELETE", "/backups/" + id + query, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        return answer;
    }

    private static Map<String, String> copies(JsonNode backup) {
        return backup.get("copies")
                .valueStream()
                .collect(java.util.stream.Collectors.toMap(
                        copy -> copy.get("store").asString(),
                        copy -> copy.get("status").asString() + (copy.has("trashUntil") ? " in the trash" : "")));
    }

    @Test
    void aDeletedBackupIsInTheTrashOfEveryStoreAndComesBackAsItWas() throws Exception {
        String first = backup();
        String second = backup();
        JsonNode before = get("/backups/" + first);

        Instant until = Instant.parse(
                delete(first, "").headers().firstValue("X-Trash-Until").orElseThrow());

        assertThat(until)
                .isBetween(
                        Instant.now().plus(Duration.ofHours(71)), Instant.now().plus(Duration.ofHours(72)));
        assertThat(ids("")).containsExactly(second);
        assertThat(ids("?status=deleted")).containsExactly(first);
        assertThat(ids("?status=deleted&store=offsite")).containsExactly(first);
        assertThat(get("/backups/latest").get("id").asString()).isEqualTo(second);
        restart();
        JsonNode deleted = get("/backups/" + first);
        assertThat(deleted.get("status").asString()).isEqualTo("deleted");
        assertThat(Instant.parse(deleted.get("trashUntil").asString())).isEqualTo(until);
        assertThat(Instant.parse(deleted.get("deletedAt").asString())).isEqualTo(until.minus(Duration.ofDays(3)));
        assertThat(copies(deleted))
                .isEqualTo(Map.of("local", "present in the trash", "offsite", "present in the trash"));
        assertThat(get("/stores/local").get("trashedBackups").asInt()).isEqualTo(1);
        assertThat(get("/stores/local").get("backups").asInt()).isEqualTo(1);
        assertThat(delete(first, "").headers().firstValue("X-Trash-Until")).contains(until.toString());

        JsonNode back = client.json(200, "POST", "/backups/" + first + "/undelete", "");

        assertThat(back).isEqualTo(before);
        restart();
        assertThat(ids("")).containsExactly(second, first);
        assertThat(ids("?status=deleted")).isEmpty();
        assertThat(get("/backups/" + first)).isEqualTo(before);
        client.json(200, "POST", "/backups/" + first + "/verify", "{\"level\":\"data\"}", WAIT);
        assertThat(get("/stores/offsite").get("trashedBackups").asInt()).isZero();
    }

    @Test
    void whatIsNotInTheTrashCannotBeUndeleted() throws Exception {
        String id = backup();
        JsonNode problem = client.json(409, "POST", "/backups/" + id + "/undelete", "");
        assertThat(problem.get("type").asString()).endsWith(":backup-not-deleted");
        client.json(409, "POST", "/backups/latest/undelete", "");
        client.json(404, "POST", "/backups/backup-2020-01-01T00-00-00-000Z/undelete", "");
        client.json(404, "POST", "/backups/nonsense/undelete", "");
        client.json(404, "POST", "/backups/" + id + "/undelete?store=nowhere", "");
        client.json(400, "POST", "/backups/" + id + "/undelete", "{\"x\":1}");
        delete(id, "?force=true&store=local");
        client.json(404, "POST", "/backups/latest/undelete?store=nowhere", "");
        client.json(409, "POST", "/backups/" + id + "/undelete?store=offsite", "");
        client.json(200, "POST", "/backups/" + id + "/undelete?store=local", "");
        client.json(409, "POST", "/backups/" + id + "/undelete", "");
    }

    @Test
    void oneStoreAloneCanDeleteAndUndelete() throws Exception {
        String id = backup();
        backup();
        delete(id, "?store=offsite");
        JsonNode shown = get("/backups/" + id);
        assertThat(shown.get("status").asString()).isEqualTo("complete");
        assertThat(copies(shown)).isEqualTo(Map.of("local", "present", "offsite", "missing in the trash"));
        assertThat(ids("?status=deleted")).containsExactly(id);
        assertThat(ids("?status=deleted&store=local")).isEmpty();
        assertThat(ids("?store=offsite")).hasSize(1);
        client.json(200, "PATCH", "/backups/" + id, "{\"note\":\"seen\"}");
        client.json(200, "POST", "/backups/" + id + "/restore", "{\"store\":\"offsite\"}", WAIT);
        Path config = root.resolve("backups").resolve(id).resolve("system/config.json");
        Files.writeString(config, "damaged");
        JsonNode restored = client.json(200, "POST", "/backups/" + id + "/restore", "", WAIT);
        assertThat(restored.get("result").get("store").asString()).isEqualTo("offsite");

        delete(id, "?store=local");
        client.json(200, "POST", "/backups/" + id + "/undelete?store=offsite", "");

        assertThat(get("/backups/" + id).get("note").asString()).isEqualTo("seen");
        assertThat(copies(get("/backups/" + id)))
                .isEqualTo(Map.of("local", "missing in the trash", "offsite", "present"));
        // Copied anew, it is there twice.
        client.json(200, "POST", "/backups/" + id + "/copies", "{\"store\":\"local\"}", WAIT);
        client.json(409, "POST", "/backups/" + id + "/undelete", "");
        delete(id, "?purge=true&store=local");
        assertThat(copies(get("/backups/" + id))).isEqualTo(Map.of("local", "missing", "offsite", "present"));
    }

    @Test
    void fromTheTrashABackupIsReadAndRestoredButNotChanged() throws Exception {
        String id = backup();
        Map<String, String> before = Fingerprint.of(root.resolve("data"), ".relay-restore");
        String manifest = client.send("GET", "/backups/" + id + "/manifest", "").body();
        String config = client.send("GET", "/backups/" + id + "/files/system/config.json", "")
                .body();
        Files.writeString(root.resolve("data/system/config.json"), "{\"lost\":true}");
        backup();
        delete(id, "");

        assertThat(client.send("GET", "/backups/" + id + "/manifest", "").body())
                .isEqualTo(manifest);
        assertThat(client.send("GET", "/backups/" + id + "/files/system/config.json", "")
                        .body())
                .isEqualTo(config);
        assertThat(client.send("GET", "/backups/" + id + "/archive?format=tar", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/backups/latest/changes?since=" + id).toString()).contains("system/config.json");
        client.json(200, "POST", "/backups/" + id + "/verify", "{\"level\":\"data\"}", WAIT);
        assertThat(get("/backups/" + id).get("copies").toString()).contains("\"intact\":true");
        for (String store : List.of("local", "offsite")) {
            Files.writeString(root.resolve("data/system/config.json"), "{\"lost\":true}");
            client.json(
                    200,
                    "POST",
                    "/backups/" + id + "/restore",
                    "{\"safetyBackup\":false,\"store\":\"" + store + "\"}",
                    WAIT);
            assertThat(Fingerprint.of(root.resolve("data"), ".relay-restore")).isEqualTo(before);
        }
        JsonNode refused = client.json(409, "PATCH", "/backups/" + id, "{\"note\":\"x\"}");
        assertThat(refused.get("type").asString()).endsWith(":backup-deleted");
        assertThat(refused.get("detail").asString()).contains("undelete");
        client.json(409, "POST", "/backups/" + id + "/copies", "{\"store\":\"local\"}", WAIT);
        assertThat(get("/backups/" + id).get("status").asString()).isEqualTo("deleted");
    }

    @Test
    void purgingFreesAtOnce() throws Exception {
        String first = backup();
        String second = backup();
        String third = backup();
        delete(first, "");
        assertThat(root.resolve("backups/.trash").resolve(first)).isDirectory();

        assertThat(delete(first, "?purge=true").headers().firstValue("X-Trash-Until"))
                .isEmpty();
        assertThat(delete(second, "?purge=true").headers().firstValue("X-Trash-Until"))
                .isEmpty();

        for (String gone : List.of(first, second)) {
            client.json(404, "GET", "/backups/" + gone, "");
            client.json(404, "DELETE", "/backups/" + gone + "?purge=true", "");
            client.json(404, "POST", "/backups/" + gone + "/undelete", "");
        }
        assertThat(root.resolve("backups/.trash")).isEmptyDirectory();
        assertThat(ids("")).containsExactly(third);
        client.json(409, "DELETE", "/backups/" + third + "?purge=true", "");
        client.json(200, "PATCH", "/backups/" + third, "{\"hold\":{\"reason\":\"audit\"}}");
        client.json(409, "DELETE", "/backups/" + third + "?purge=true&force=true", "");
        client.json(200, "POST", "/backups/" + third + "/verify", "{\"level\":\"data\"}", WAIT);
    }

    @Test
    void withoutATrashADeletionIsForGood() throws Exception {
        restart("--relay.backup.trash.keep=0");
        String id = backup();
        backup();
        assertThat(delete(id, "").headers().firstValue("X-Trash-Until")).isEmpty();
        client.json(404, "GET", "/backups/" + id, "");
        assertThat(ids("?status=deleted")).isEmpty();
    }

    @Test
    void whatRetentionRemovesGoesToTheTrashAndLeavesItInTime() throws Exception {
        restart("--relay.backup.stores.local.retention.keep-last=2");
        List<String> made = List.of(backup(), backup(), backup(), backup());

        assertThat(ids("?status=deleted")).containsExactly(made.get(1), made.get(0));
        JsonNode preview = get("/retention/preview")
                .get("stores")
                .valueStream()
                .filter(store -> store.get("store").asString().equals("local"))
                .findFirst()
                .orElseThrow();
        assertThat(preview.get("kept").asInt()).isEqualTo(2);
        assertThat(preview.get("removed").asInt()).isZero();
        assertThat(preview.get("trashed")
                        .valueStream()
                        .map(each -> each.get("id").asString() + " "
                                + Duration.between(
                                                Instant.parse(
                                                        each.get("deletedAt").asString()),
                                                Instant.parse(each.get("until").asString()))
                                        .toDays()))
                .containsExactly(made.get(1) + " 3", made.get(0) + " 3");
        // Undeleted it takes part again.
        client.json(200, "POST", "/backups/" + made.get(1) + "/undelete", "");
        JsonNode again = client.json(200, "POST", "/retention/apply", "", WAIT).get("result");
        assertThat(again.toString()).contains(made.get(1)).doesNotContain(made.get(0));

        restart("--relay.backup.stores.local.retention.keep-last=2", "--relay.backup.trash.keep=1ms");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ids("?status=deleted")).isEmpty());
        JsonNode emptied = get("/operations?type=delete").get("operations").get(0);
        assertThat(emptied.get("actor").asString()).isEqualTo("system");
        assertThat(emptied.get("log").toString()).contains("freed " + made.get(0));
        String newest = backup();
        assertThat(ids("?store=local")).containsExactly(newest, made.get(3));
        assertThat(ids("?store=offsite")).hasSize(5);
    }

    @Test
    void aStoreThatIsNearlyFullEmptiesItsTrashAndSaysSo() throws Exception {
        String first = backup();
        String second = backup();
        delete(first, "");
        service.close();
        // In force at the next start, before any backup; nobody has so much free.
        start("--relay.backup.health.minimum-free=8000000TB");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ids("?status=deleted")).isEmpty());

        String third = backup();
        delete(second, "");
        backup();
        JsonNode log = get("/operations?type=backup").get("operations").get(0).get("log");
        assertThat(log.toString())
                .contains("local: the next backup needs")
                .contains("local: freed " + second)
                .contains("offsite: freed " + second)
                .contains("offsite: pruned");
        client.json(404, "GET", "/backups/" + second, "");
        client.json(200, "POST", "/backups/" + third + "/verify", "{\"level\":\"data\"}", WAIT);
    }

    @Test
    void whatIsInTheTrashIsCountedApart() throws Exception {
        String first = backup();
        backup();
        delete(first, "");
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            String metrics = client.send("GET", "/actuator/prometheus", "").body();
            assertThat(metrics)
                    .contains("relay_backup_trashed_backups{store=\"local\"} 1.0")
                    .contains("relay_backup_trashed_backups{store=\"offsite\"} 1.0")
                    .contains("relay_backup_backups{status=\"complete\",store=\"local\"} 1.0")
                    .containsPattern("relay_backup_trashed_bytes\\{store=\"local\"} [1-9]")
                    .containsPattern("relay_backup_trashed_bytes\\{store=\"offsite\"} [1-9]");
        });
    }

    @Test
    @RequiresTool("restic")
    void otherClientsSeeWhatIsInTheTrashAndTheirPruneKeepsIt() throws Exception {
        String first = backup();
        Files.writeString(root.resolve("data/system/config.json"), "{\"changed\":true}");
        backup();
        delete(first, "");

        assertThat(restic("snapshots")).contains("relay.deleted=").contains("2 snapshots");
        restic("prune", "--max-unused", "0");

        client.json(200, "POST", "/backups/" + first + "/undelete?store=offsite", "");
        client.json(200, "POST", "/backups/" + first + "/verify", "{\"level\":\"data\",\"store\":\"offsite\"}", WAIT);
        assertThat(restic("snapshots")).doesNotContain("relay.deleted=");
    }

    private String restic(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                "restic",
                                "--no-cache",
                                "-r",
                                root.resolve("repository").toString()),
                        Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("RESTIC_PASSWORD", PASSWORD);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
