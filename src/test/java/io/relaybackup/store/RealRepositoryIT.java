package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.RequiresTool;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What repositories need besides backups, over HTTP, with a real one beside a directory. */
class RealRepositoryIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    private static final String PASSWORD = "geheim-und-lang";

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        Files.writeString(root.resolve("password"), PASSWORD + "\n");
        service = LocalService.start(
                root,
                "--relay.backup.stores.offsite.type=restic",
                "--relay.backup.stores.offsite.location=" + root.resolve("repository"),
                "--relay.backup.stores.offsite.password-file=" + root.resolve("password"),
                "--relay.backup.stores.offsite.initialize=true",
                "--relay.backup.stores.offsite.read-data-within=30d");
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return client.json(200, "POST", path, body, WAIT);
    }

    private String backup() throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
    }

    private JsonNode figures() throws IOException, InterruptedException {
        return client.json(200, "GET", "/stores/offsite", "").get("repository");
    }

    private List<Path> packs() throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve("repository/data"))) {
            return all.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingLong(pack -> pack.toFile().length()))
                    .toList();
        }
    }

    private long packBytes() throws IOException {
        long bytes = 0;
        for (Path pack : packs()) {
            bytes += Files.size(pack);
        }
        return bytes;
    }

    private void damageLargestPack() throws IOException {
        List<Path> packs = packs();
        Path largest = packs.get(packs.size() - 1);
        byte[] bytes = Files.readAllBytes(largest);
        bytes[bytes.length / 2] ^= 1;
        Files.setAttribute(largest, "unix:mode", 0600);
        Files.write(largest, bytes);
    }

    @Test
    void pruneFreesWhatNoBackupNeeds() throws Exception {
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        Files.write(root.resolve("data/noise"), noise);
        String first = backup();
        Files.delete(root.resolve("data/noise"));
        String second = backup();
        // The noise that went makes the second one suspect, so the first is the newest good one.
        client.json(204, "DELETE", "/backups/" + first + "?purge=true&force=true", "");
        long before = packBytes();

        JsonNode plan = post("/stores/offsite/prune", "{\"dryRun\":true}").get("result");
        assertThat(plan.get("freedBytes").asLong()).isGreaterThan(2_900_000);
        assertThat(packBytes()).isEqualTo(before);

        JsonNode done =
                post("/stores/offsite/prune", "{\"maxUnusedPercent\":0}").get("result");
        assertThat(before - packBytes()).isGreaterThan(2_900_000);
        assertThat(done.get("unusedBytes").asLong()).isZero();
        await().untilAsserted(
                        () -> assertThat(figures().get("packBytes").asLong()).isEqualTo(packBytes()));
        post("/backups/" + second + "/verify", "");
    }

    @Test
    void portionsReadAllOfItInTheEnd() throws Exception {
        backup();
        post("/stores/offsite/verify", "{\"portion\":1}");
        await().untilAsserted(() ->
                assertThat(figures().get("readShare").asDouble()).isPositive().isLessThan(1));

        post("/stores/offsite/verify", "{\"portion\":1000000000}");

        await().untilAsserted(
                        () -> assertThat(figures().get("readShare").asDouble()).isEqualTo(1));
        assertThat(figures().has("oldestRead")).isTrue();
        assertThat(figures().has("lastChecked")).isTrue();
    }

    @Test
    void aPortionFindsDamageRepairTakesTheContentFromTheOtherStore() throws Exception {
        Map<String, String> data = Fingerprint.of(root.resolve("data"));
        String id = backup();
        damageLargestPack();

        JsonNode problem = client.json(500, "POST", "/stores/offsite/verify", "{\"portion\":1000000000}", WAIT);
        assertThat(problem.get("type").asString()).endsWith(":verification-failed");
        assertThat(problem.get("detail").asString()).contains(id + "/");
        for (JsonNode copy : client.json(200, "GET", "/backups/" + id, "").get("copies")) {
            if (copy.get("store").asString().equals("offsite")) {
                assertThat(copy.get("verification").get("intact").asBoolean()).isFalse();
            }
        }

        JsonNode repaired = post("/stores/offsite/repair", "").get("result");
        assertThat(repaired.get("blobsRecovered").asLong()).isPositive();
        assertThat(repaired.get("lostFileCount").asLong()).isZero();
        post("/backups/" + id + "/verify", "{\"store\":\"offsite\"}");
        post("/backups/" + id + "/restore", "{\"store\":\"offsite\",\"safetyBackup\":false}");
        assertThat(Fingerprint.of(root.resolve("data"), ".relay-restore")).isEqualTo(data);
    }

    @Test
    @RequiresTool("restic")
    void aPasswordThatIsAddedOpensItForOthersToo() throws Exception {
        backup();
        JsonNode added = client.json(201, "POST", "/stores/offsite/keys", "{\"password\":\"a second password\"}");
        assertThat(restic("a second password", "snapshots").waitFor()).isZero();

        client.json(204, "DELETE", "/stores/offsite/keys/" + added.get("id").asString(), "");

        assertThat(restic("a second password", "snapshots").waitFor()).isNotZero();
        JsonNode own =
                client.json(200, "GET", "/stores/offsite/keys", "").get("keys").get(0);
        assertThat(own.get("current").asBoolean()).isTrue();
        client.json(409, "DELETE", "/stores/offsite/keys/" + own.get("id").asString(), "");
    }

    @Test
    @RequiresTool("restic")
    void whatResticIsAtWorkOnIsNotPruned() throws Exception {
        backup();
        Process working = restic(PASSWORD, "backup", "--stdin");
        await().until(() -> figures().get("locks").size() == 1);

        JsonNode problem = client.json(409, "POST", "/stores/offsite/prune", "", WAIT);

        assertThat(problem.get("type").asString()).endsWith(":store-locked");
        assertThat(problem.get("detail").asString()).contains(String.valueOf(working.pid()));
        try (OutputStream input = working.getOutputStream()) {
            input.write('x');
        }
        assertThat(working.waitFor()).isZero();
        post("/stores/offsite/prune", "");
    }

    private Process restic(String password, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("restic", "--no-cache", "-r", root.resolve("repository").toString()));
        command.addAll(List.of(arguments));
        Path output = root.resolve("restic.log");
        Files.writeString(output, String.join(" ", command) + "\n", StandardCharsets.UTF_8);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put("RESTIC_PASSWORD", password);
        return builder.start();
    }
}
