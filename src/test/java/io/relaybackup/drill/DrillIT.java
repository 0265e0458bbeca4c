package io.relaybackup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Restore drills of a whole service over HTTP, on real files, processes and both kinds of store. */
class DrillIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    Path root;

    private Path scratch;
    private @Nullable LocalService service;
    private @Nullable ServiceClient client;

    @BeforeEach
    void layOut() throws IOException {
        scratch = root.resolve("state/drills");
        SampleData.small().layOut(root.resolve("data"));
        Files.writeString(root.resolve("password"), "secret");
    }

    private void start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--relay.backup.stores.repo.type=restic",
                "--relay.backup.stores.repo.location=" + root.resolve("repo"),
                "--relay.backup.stores.repo.password-file=" + root.resolve("password"),
                "--relay.backup.stores.repo.initialize=true"));
        all.addAll(List.of(arguments));
        service = LocalService.start(root, all.toArray(String[]::new));
        client = service.client();
    }

    private ServiceClient client() {
        return Objects.requireNonNull(client);
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    private String backup() throws IOException, InterruptedException {
        return client().json(201, "POST", "/backups", "", WAIT).get("id").asString();
    }

    private JsonNode refused(int status, String body, String... headers) throws IOException, InterruptedException {
        HttpResponse<String> response = client().send("POST", "/drills", body, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    private JsonNode drills(String query) throws IOException, InterruptedException {
        return client().json(200, "GET", "/drills" + query, "").get("drills");
    }

    private JsonNode health() throws IOException, InterruptedException {
        HttpResponse<String> response = client().send("GET", "/actuator/health", "");
        return JsonMapper.shared().readTree(response.body()).at("/components/restoreDrill");
    }

    private void assertScratchIsEmpty() throws IOException {
        if (Files.exists(scratch)) {
            try (Stream<Path> left = Files.list(scratch)) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void theNewestBackupOfEachStoreComesBackAndTheEvidenceStaysOverARestart() throws Exception {
        Files.createSymbolicLink(root.resolve("data/users/link"), Path.of("users.json"));
        Files.setAttribute(root.resolve("data/users/users.json"), "unix:mode", 0640);
        start();
        backup();
        String newest = backup();
        String before = Fingerprint.of(root.resolve("data")).toString();

        JsonNode operation = client().json(200, "POST", "/drills", "", WAIT);

        assertThat(operation.get("type").asString()).isEqualTo("drill");
        JsonNode held = operation.at("/result/drills");
        assertThat(held).hasSize(2);
        for (JsonNode drill : held) {
            assertThat(drill.get("outcome").asString()).as(drill.toString()).isEqualTo("succeeded");
            assertThat(drill.get("backup").asString()).isEqualTo(newest);
            assertThat(drill.get("actor").asString()).isEqualTo("admin");
            assertThat(drill.get("files").asLong()).isPositive();
            assertThat(drill.get("timeToRestoreMs").asLong()).isNotNegative();
            assertThat(drill.get("deviationCount").asLong()).isZero();
        }
        assertScratchIsEmpty();
        assertThat(Fingerprint.of(root.resolve("data")).toString()).isEqualTo(before);

        stop();
        start();

        assertThat(drills("")).hasSize(2);
        assertThat(drills("?store=repo").get(0).get("operation").asString())
                .isEqualTo(operation.get("id").asString());
        assertThat(client().json(200, "GET", "/status", "")
                        .at("/lastRestoreDrill/outcome")
                        .asString())
                .isEqualTo("succeeded");
        assertThat(health().get("status").asString()).isEqualTo("UP");
        await().untilAsserted(() -> assertThat(
                        client().send("GET", "/actuator/prometheus", "").body())
                .contains(
                        "relay_backup_last_restore_drill_timestamp_seconds{outcome=\"succeeded\",store=\"repo\"}",
                        "relay_backup_last_restore_drill_duration_seconds{store=\"local\"}"));
    }

    @Test
    void damageInAStoreFailsTheDrillOfThatStoreAloneAndIsNamed() throws Exception {
        start();
        String id = backup();
        Path file = root.resolve("backups").resolve(id).resolve("users/users.json");
        byte[] bytes = Files.readAllBytes(file);
        bytes[3] ^= 1;
        Files.setAttribute(file, "unix:mode", 0600);
        Files.write(file, bytes);

        JsonNode problem = refused(500, "", WAIT);

        assertThat(problem.get("type").asString()).endsWith("drill-failed");
        assertThat(problem.get("store").asString()).isEqualTo("local");
        JsonNode failed = drills("?outcome=failed");
        assertThat(failed).hasSize(1);
        assertThat(failed.get(0).at("/deviations/0/path").asString()).contains("users/users.json");
        assertThat(failed.get(0).at("/deviations/0/kind").asString()).isEqualTo("damage");
        assertThat(drills("?outcome=succeeded").get(0).get("store").asString()).isEqualTo("repo");
        assertThat(health().get("status").asString()).isEqualTo("DEGRADED");
        assertThat(health().at("/details/reason").asString()).contains("local");
        assertScratchIsEmpty();
    }

    @Test
    void theApplicationsOwnCheckSeesTheRestoredDataAndDecides() throws Exception {
        start(
                "--relay.backup.drills.command[0]=sh",
                "--relay.backup.drills.command[1]=-c",
                "--relay.backup.drills.command[2]=echo in $PWD; test -s users/users.json && test \"$1\" = \"$PWD\""
                        + " && test \"$1\" = \"$RELAY_BACKUP_DRILL_TARGET\" && echo $RELAY_BACKUP_DRILL_STORE"
                        + " && test ! -e blockchain/bad",
                "--relay.backup.drills.command[3]=sh",
                "--relay.backup.drills.command[4]={target}");
        backup();

        JsonNode good = client().json(200, "POST", "/drills", "{\"store\":\"repo\"}", WAIT)
                .at("/result/drills/0/command");

        assertThat(good.get("exitCode").asInt()).isZero();
        assertThat(good.get("output").asString()).contains(scratch.toString()).endsWith("repo\n");

        Files.writeString(root.resolve("data/blockchain/bad"), "x");
        String bad = backup();
        JsonNode problem = refused(500, "{\"store\":\"local\",\"backup\":\"" + bad + "\"}", WAIT);

        assertThat(problem.get("detail").asString()).contains("failed with status 1");
        assertThat(drills("").get(0).at("/command/exitCode").asInt()).isEqualTo(1);
        assertThat(drills("").get(0).get("deviationCount").asInt()).isZero();
        assertScratchIsEmpty();
    }

    @Test
    void aCheckThatDoesNotEndIsEndedWithAllThatItStarted() throws Exception {
        Path pids = root.resolve("pids");
        start(
                "--relay.backup.drills.command[0]=sh",
                "--relay.backup.drills.command[1]=-c",
                "--relay.backup.drills.command[2]=yes | head -c 100000; (setsid sh -c 'echo $$ >> " + pids
                        + "; sleep 600' &) ; echo $$ >> " + pids + "; sleep 600 & sleep 600",
                "--relay.backup.drills.command-timeout=2s");
        backup();

        refused(500, "{\"store\":\"local\"}", WAIT);

        JsonNode command = drills("").get(0).get("command");
        assertThat(command.get("timedOut").asBoolean()).isTrue();
        assertThat(command.has("exitCode")).isFalse();
        assertThat(command.get("output").asString()).hasSize(ApplicationCheck.OUTPUT);
        assertThat(command.get("outputCut").asLong()).isEqualTo(100_000 - ApplicationCheck.OUTPUT);
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(started)
                        .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid))
                                .filter(ProcessHandle::isAlive)
                                .isPresent()));
        assertScratchIsEmpty();
    }

    @Test
    void backupAndDrillExcludeEachOtherAndADrillCanBeCancelled() throws Exception {
        start("--relay.backup.drills.command[0]=sleep", "--relay.backup.drills.command[1]=600");
        backup();
        JsonNode running = client().json(202, "POST", "/drills", "");
        String operation = running.get("id").asString();

        HttpResponse<String> second = client().send("POST", "/backups", "");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains(operation);
        assertThat(refused(409, "").get("operation").asString()).isEqualTo(operation);
        await().until(() -> client().json(200, "GET", "/operations/" + operation, "")
                .at("/progress/phase")
                .asString()
                .equals("command"));
        assertThat(drills("").get(0).get("outcome").asString()).isEqualTo("running");

        client().json(202, "DELETE", "/operations/" + operation, "");

        await().untilAsserted(() ->
                assertThat(drills("").get(0).get("outcome").asString()).isEqualTo("cancelled"));
        assertScratchIsEmpty();
        backup();
    }

    @Test
    void whatIsAskedWronglyIsRefused() throws Exception {
        start();

        assertThat(refused(404, "").get("type").asString()).endsWith("backup-not-found");
        backup();
        assertThat(refused(404, "{\"store\":\"nowhere\"}").get("type").asString())
                .endsWith("store-not-found");
        assertThat(refused(404, "{\"backup\":\"backup-2001-01-01T00-00-00-000Z\"}")
                        .get("type")
                        .asString())
                .endsWith("backup-not-found");
        refused(400, "{\"target\":\"/tmp\"}");
        assertThat(client().send("GET", "/drills?cursor=%2B-", "").statusCode()).isEqualTo(400);
        assertThat(client().send("GET", "/drills?outcome=perhaps", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        start();
        backup();
        for (int i = 0; i < 3; i++) {
            client().json(200, "POST", "/drills", "{\"store\":\"local\"}", WAIT);
        }

        HttpResponse<String> first = client().send("GET", "/drills?limit=2", "");
        JsonNode page = JsonMapper.shared().readTree(first.body());
        assertThat(page.get("drills")).hasSize(2);
        assertThat(first.headers().firstValue("Link").orElseThrow()).contains("rel=\"next\"");
        assertThat(drills("?limit=2&cursor=" + page.get("next").asString())).hasSize(1);
    }

    @Test
    void theyAreHeldByThemselvesAfterSoManyBackupsAlsoOverARestart() throws Exception {
        start("--relay.backup.drills.every-backups=2");
        backup();
        stop();
        start("--relay.backup.drills.every-backups=2");
        assertThat(drills("")).isEmpty();

        backup();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(drills("?outcome=succeeded")).hasSize(2));
        assertThat(drills("").get(0).get("actor").asString()).isEqualTo("system");
    }

    @Test
    void theyAreHeldByThemselvesWhenNoneWasYet() throws Exception {
        start("--relay.backup.drills.every=7d");

        backup();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(drills("?outcome=succeeded")).hasSize(2));
    }

    private static final String LEFT = ".relay-restore/op-00000000000000000000000000";

    /** With a link to live data in it. */
    private Path leaveWhatACrashLeaves() throws IOException {
        Path left = Files.createDirectories(scratch.resolve(LEFT + "/new/users"));
        Files.writeString(left.resolve("users.json"), "{}");
        Files.createSymbolicLink(left.resolve("live"), root.resolve("data"));
        return left;
    }

    @Test
    void whatACrashLeftIsGoneAfterTheStart() throws Exception {
        Path left = leaveWhatACrashLeaves();
        Map<String, String> before = Fingerprint.of(root.resolve("data"));

        start();

        assertThat(left).doesNotExist();
        assertScratchIsEmpty();
        assertThat(Fingerprint.of(root.resolve("data"))).isEqualTo(before);
    }

    @Test
    void whatIsOfSomebodyElseStaysInTheScratchDirectory() throws Exception {
        leaveWhatACrashLeaves();
        Path file = Files.writeString(scratch.resolve("notes.txt"), "mine");
        Path folder = Files.createDirectories(scratch.resolve("mine/deep"));
        // As a restore in place keeps what it replaces, were this the data directory of another service.
        Path aside = Files.createDirectories(scratch.resolve(".relay-restore/old/users"));
        Path link = Files.createSymbolicLink(
                scratch.resolve(".relay-restore/op-00000000000000000000000001"), root.resolve("data"));
        Map<String, String> before = Fingerprint.of(root.resolve("data"));

        start();
        assertThat(scratch.resolve(LEFT)).doesNotExist();
        backup();
        leaveWhatACrashLeaves();
        client().json(200, "POST", "/drills", "", WAIT);

        assertThat(scratch.resolve(LEFT)).doesNotExist();
        assertThat(file).hasContent("mine");
        assertThat(folder).isDirectory();
        assertThat(aside).isDirectory();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Fingerprint.of(root.resolve("data"))).isEqualTo(before);
    }

    @Test
    void aScratchDirectoryInOrAboveDataOrAStoreStopsTheStart() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("data"));
        Path above = Files.createSymbolicLink(root.resolve("above"), root);
        for (Path wrong : List.of(
                root.resolve("data/drills"),
                link.resolve("drills"),
                link.resolve("not/there/yet"),
                link,
                above,
                above.resolve("data/../data/x"),
                above.resolve("backups/x"),
                root,
                root.resolve("backups"),
                root.resolve("repo/x"),
                root.resolve("state"))) {
            assertThatThrownBy(() -> start("--relay.backup.drills.directory=" + wrong))
                    .as(wrong.toString())
                    .hasStackTraceContaining("relay.backup.drills.directory");
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.exists(root.resolve("data/drills"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    /** The setting was good when the service started. */
    @Test
    void aScratchDirectoryThatBecameALinkToLiveDataIsRefusedAndNothingIsTouched() throws Exception {
        start();
        backup();
        FileSystemUtils.deleteRecursively(scratch);
        Files.createSymbolicLink(scratch, root.resolve("data"));
        Map<String, String> before = Fingerprint.of(root.resolve("data"));

        assertThat(refused(409, "").get("type").asString()).endsWith("scratch-directory-unusable");

        assertThat(Fingerprint.of(root.resolve("data"))).isEqualTo(before);
    }

    @Test
    void settingsThatMakeNoSenseStopTheStart() {
        for (String wrong :
                List.of("every=10s", "every-backups=0", "command-timeout=0s", "history-count=0", "evry=1d")) {
            assertThatThrownBy(() -> start("--relay.backup.drills." + wrong))
                    .as(wrong)
                    .hasStackTraceContaining("relay.backup.drills");
        }
    }
}
