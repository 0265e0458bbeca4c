package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** What repositories need besides backups, over HTTP, with a repository that only notes what it is asked for. */
@ExtendWith(OutputCaptureExtension.class)
class RepositoryUpkeepIT {

    private static final String[] WAIT = {"Prefer", "wait=60"};

    private static final Instant SINCE = Instant.parse("2026-11-23T10:00:00Z");

    private static final FakeRepository repository = new FakeRepository();
    private static LocalService service;
    private static ServiceClient client;

    @BeforeAll
    static void start(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("data"));
        Files.createDirectories(root.resolve("repository"));
        Files.writeString(root.resolve("password"), "geheim");
        RepositoryOpener opener = settings -> OpenedStore.sharing(repository);
        service = LocalService.start(
                root,
                context -> context.registerBean(RepositoryOpener.class, () -> opener),
                "--relay.backup.stores.offsite.type=restic",
                "--relay.backup.stores.offsite.location=" + root.resolve("repository"),
                "--relay.backup.stores.offsite.password-file=" + root.resolve("password"),
                "--relay.backup.stores.offsite.read-data-within=30d",
                "--relay.backup.stores.offsite.prune.max-unused-percent=10",
                "--relay.backup.stores.offsite.prune.max-repack=1GB");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void reset() {
        repository.reset();
    }

    private static LockHolder lock(String host, boolean stale) {
        return new LockHolder("a".repeat(64), SINCE, true, host, "relay", 12, stale, false);
    }

    @Test
    void pruneTakesWhatIsConfiguredAndWhatIsAsked() throws Exception {
        JsonNode done = client.json(200, "POST", "/stores/offsite/prune", "", WAIT);
        client.json(
                200,
                "POST",
                "/stores/offsite/prune",
                "{\"dryRun\":true,\"maxUnusedPercent\":0.5,\"maxRepackBytes\":7}",
                WAIT);

        assertThat(repository.calls).containsExactly("prune 10.0 1073741824 false", "prune 0.5 7 true");
        assertThat(done.get("type").asString()).isEqualTo("prune");
        assertThat(done.get("store").asString()).isEqualTo("offsite");
        assertThat(done.get("result").get("freedBytes").asLong()).isEqualTo(300);
        assertThat(done.get("log").toString()).contains("removed 2 packs and wrote 1 anew, of 10: 300 bytes freed");
        HttpResponse<String> begun = client.send("POST", "/stores/offsite/prune", "");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(begun.headers().firstValue("Location").orElse("")).startsWith("/operations/op-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prune | {\"maxUnusedPercent\":101} | 422 | maxUnusedPercent",
                "prune | {\"maxRepackBytes\":-1} | 422 | maxRepackBytes",
                "prune | {\"dry\":true} | 400 | dryRun",
                "unlock | {\"all\":\"yes\"} | 400 | all",
                "repair | {\"drop\":true} | 400 | dropLost",
                "verify | {\"portion\":0} | 422 | portion",
                "verify | {\"portion\":5,\"level\":\"structure\"} | 422 | portion",
            })
    void whatMakesNoSenseIsRefused(String call, String body, int status, String names) throws Exception {
        assertThat(client.json(status, "POST", "/stores/offsite/" + call, body).toString())
                .contains(names);
        assertThat(repository.calls).isEmpty();
    }

    @Test
    void itsFiguresAndLocksAreShown() throws Exception {
        repository.know(new StoreFigures(
                90, 7, 1000, 50, 12, 3, SINCE, null, 800, List.of(new StoreFigures.ReadTime(Instant.now(), 800))));
        repository.lock(lock("gone", true));
        client.json(200, "POST", "/stores/offsite/prune", "", WAIT); // what is known is old after an operation

        JsonNode shown = await().until(
                        () -> client.json(200, "GET", "/stores/offsite", "").get("repository"),
                        known -> known.has("packs"));

        assertThat(shown.get("blobs").asLong()).isEqualTo(90);
        assertThat(shown.get("packBytes").asLong()).isEqualTo(1000);
        assertThat(shown.get("unusedBytes").asLong()).isEqualTo(50);
        assertThat(shown.get("lastChecked").asString()).isEqualTo("2026-11-23T10:00:00.000Z");
        assertThat(shown.get("readDataWithinMs").asLong()).isEqualTo(2_592_000_000L);
        assertThat(shown.get("readShare").asDouble()).isEqualTo(0.8);
        assertThat(shown.has("oldestRead")).isFalse();
        assertThat(shown.get("locks").get(0).get("host").asString()).isEqualTo("gone");
        assertThat(client.json(200, "GET", "/stores/local", "").has("repository"))
                .isFalse();
        JsonNode health = client.json(200, "GET", "/actuator/health", "")
                .get("components")
                .get("repositories");
        assertThat(health.get("status").asString()).isEqualTo("DEGRADED");
        assertThat(health.toString()).contains("relay@gone");
    }

    @Test
    void unlockNamesWhatItRemoved() throws Exception {
        repository.lock(lock("gone", true));
        repository.lock(lock("busy", false));

        JsonNode stale = client.json(200, "POST", "/stores/offsite/unlock", "", WAIT);
        JsonNode all = client.json(200, "POST", "/stores/offsite/unlock", "{\"all\":true}", WAIT);

        assertThat(stale.get("result").get("removed")).hasSize(1);
        assertThat(stale.get("result").get("removed").get(0).get("host").asString())
                .isEqualTo("gone");
        assertThat(stale.get("log").toString()).contains("relay@gone, process 12, refreshed 2026-11-23T10:00:00Z");
        assertThat(all.get("result").get("removed").get(0).get("host").asString())
                .isEqualTo("busy");
        assertThat(repository.calls).containsExactly("unlock false", "unlock true");
    }

    @Test
    void repairKnowsTheOtherStoresAndNamesWhatIsLost() throws Exception {
        JsonNode done = client.json(200, "POST", "/stores/offsite/repair", "{\"dropLost\":true}", WAIT);

        assertThat(repository.calls).containsExactly("repair 1 true");
        assertThat(done.get("result").get("lostFiles").get(0).get("path").asString())
                .isEqualTo("users/users.json");
        assertThat(done.get("log").toString()).contains("not whole: backup-2026-11-20T03-00-00-000Z users/users.json");
    }

    @Test
    void somebodysLockIsA409WithWhoAndSinceWhen() throws Exception {
        repository.obstruct(new StoreLockedException("locked by relay@other since 2026-11-23T10:00:00Z"));

        JsonNode problem = client.json(409, "POST", "/stores/offsite/prune", "", WAIT);

        assertThat(problem.get("type").asString()).endsWith(":store-locked");
        assertThat(problem.get("store").asString()).isEqualTo("offsite");
        assertThat(problem.get("detail").asString()).contains("relay@other since 2026-11-23");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST prune", "POST unlock", "POST repair", "GET keys", "POST keys", "DELETE keys/abc"})
    void aDirectoryIsNoRepository(String call) throws Exception {
        String[] words = call.split(" ");
        String body = call.equals("POST keys") ? "{\"password\":\"lang genug\"}" : "";

        JsonNode problem = client.json(409, words[0], "/stores/local/" + words[1], body);

        assertThat(problem.get("type").asString()).endsWith(":not-a-repository");
        assertThat(client.json(404, words[0], "/stores/nowhere/" + words[1], body)
                        .get("type")
                        .asString())
                .endsWith(":store-not-found");
    }

    @Test
    void aPortionIsReadOfARepositoryAlone() throws Exception {
        JsonNode done = client.json(200, "POST", "/stores/offsite/verify", "{\"portion\":4096}", WAIT);
        assertThat(done.get("result").get("bytes").asLong()).isEqualTo(4096);
        assertThat(repository.calls).containsExactly("read 4096 PT360H");

        assertThat(client.json(409, "POST", "/stores/local/verify", "{\"portion\":4096}")
                        .get("type")
                        .asString())
                .endsWith(":not-a-repository");

        repository.judgePortion(new VerifyReport(
                VerifyLevel.DATA, 1, 10, 1, List.of(new Damage("data/ab12", "its content has another hash"))));
        JsonNode problem =
                client.json(500, "POST", "/stores/offsite/verify", "{\"portion\":4096,\"level\":\"data\"}", WAIT);
        assertThat(problem.get("type").asString()).endsWith(":verification-failed");
        assertThat(problem.get("detail").asString()).contains("data/ab12: its content has another hash");
    }

    @Test
    void allBackupsOfARepositoryAreVerifiedAtOnce() throws Exception {
        StoredBackup sound = SampleBackup.at("2026-11-20T03:00:00Z").make();
        StoredBackup damaged = SampleBackup.at("2026-11-21T03:00:00Z").make();
        StoredBackup foreign = SampleBackup.at("2026-11-22T03:00:00Z").makeExternal();
        repository.with(sound, damaged, foreign);
        repository.judge(damaged.id(), new VerifyReport(VerifyLevel.DATA, 1, 10, 1, List.of(new Damage("a", "gone"))));

        JsonNode problem = client.json(500, "POST", "/stores/offsite/verify", "", WAIT);

        assertThat(problem.get("detail").asString()).startsWith("1 of 3 backups are damaged");
        assertThat(repository.batches()).isEqualTo(1);
        assertThat(repository.get(sound.id()).notes().verification()).isNotNull();
        assertThat(repository.get(foreign.id()).notes().verification()).isNull();

        repository.refuseBatches(new IOException("an index cannot be read"));
        JsonNode again = client.json(500, "POST", "/stores/offsite/verify", "", WAIT);
        assertThat(again.get("detail").asString()).startsWith("1 of 3 backups are damaged");
    }

    @Test
    void keysAreListedAddedAndRemoved(CapturedOutput output) throws Exception {
        HttpResponse<String> made =
                client.send("POST", "/stores/offsite/keys", "{\"password\":\"geheimer Schlüssel\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElse("");
        assertThat(location).matches("/stores/offsite/keys/[0-9a-f]{64}");
        assertThat(made.body()).contains("\"current\":false").doesNotContain("geheimer");

        JsonNode keys = client.json(200, "GET", "/stores/offsite/keys", "").get("keys");
        assertThat(keys).hasSize(2);
        assertThat(keys.get(0).get("created").asString()).isEqualTo("2026-11-01T00:00:01.000Z");

        client.json(204, "DELETE", location, "");
        client.json(404, "DELETE", location, "");
        client.send("POST", "/stores/offsite/keys", "{\"password\":\"geheimer Schlüssel\"}");
        assertThat(client.json(409, "DELETE", "/stores/offsite/keys/000", "")
                        .get("type")
                        .asString())
                .endsWith(":ambiguous-id");
        client.json(404, "DELETE", "/stores/offsite/keys/XYZ", "");
        JsonNode last = client.json(
                409, "DELETE", "/stores/offsite/keys/" + keys.get(0).get("id").asString(), "");
        assertThat(last.get("type").asString()).endsWith(":key-in-use");
        assertThat(repository.calls).containsExactly("key geheimer Schlüssel", "key geheimer Schlüssel");
        assertThat(client.send("GET", "/audit", "").body())
                .contains("/stores/offsite/keys")
                .doesNotContain("geheimer");
        assertThat(output).doesNotContain("geheimer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"password\":\"hunter2\"}",
                "{\"password\":\"hunter2 long \"}",
                "{\"password\":[\"hunter2 long\"]}",
                "{\"password\":{\"a\":\"hunter2 long\"}}",
                "{\"passwort\":\"hunter2 long\"}",
                "{\"password\":hunter2long}",
                "{\"password\":null}",
                "{}",
            })
    void aPasswordThatIsRefusedIsNotRepeated(String body, CapturedOutput output) throws Exception {
        HttpResponse<String> refused = client.send("POST", "/stores/offsite/keys", body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).containsAnyOf("password", "is not JSON").doesNotContain("hunter2");
        assertThat(output).doesNotContain("hunter2");
        assertThat(repository.calls).isEmpty();
    }

    @Test
    void keysTakeNoIdempotencyKey() throws Exception {
        assertThat(client.json(
                                400,
                                "POST",
                                "/stores/offsite/keys",
                                "{\"password\":\"lang genug\"}",
                                "Idempotency-Key",
                                "k1")
                        .get("type")
                        .asString())
                .endsWith(":idempotency-key-refused");
        assertThat(repository.calls).isEmpty();
    }

    @Test
    void onlyAnAdministratorMayDoThis() throws Exception {
        String value = client.json(
                        201,
                        "POST",
                        "/tokens",
                        "{\"name\":\"operator\",\"scopes\":[\"backup\",\"restore\",\"monitor\"]}")
                .get("value")
                .asString();
        for (String call :
                List.of("POST prune", "POST unlock", "POST repair", "GET keys", "POST keys", "DELETE keys/a")) {
            String[] words = call.split(" ");
            HttpRequest request = HttpRequest.newBuilder(uri("/stores/offsite/" + words[1]))
                    .header("Authorization", "Bearer " + value)
                    .method(words[0], HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .as(call)
                    .isEqualTo(403);
        }
    }

    private URI uri(String path) {
        return client.uri(path);
    }

    @Test
    void clearCacheEmptiesTheCachesOfRepositories() throws Exception {
        JsonNode done = client.json(200, "POST", "/maintenance/clear-cache", "", WAIT);

        assertThat(done.get("result").toString()).contains("the cache of offsite is empty");
        assertThat(repository.calls).containsExactly("clear");
    }
}
