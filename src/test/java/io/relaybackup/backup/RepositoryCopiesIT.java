package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.RequiresTool;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Copies between directories and repositories of the restic format: one backup, whichever store has it. */
class RepositoryCopiesIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    private static final String NO_SAFETY = "{\"safetyBackup\":false}";

    private static final String FROM_DIRECTORY = "{\"safetyBackup\":false,\"store\":\"directory\"}";

    private static final String PASSWORD = "geheim-und-lang";

    /** Making a repository takes seconds, because its key is dear to derive. */
    @TempDir
    static Path fresh;

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeAll
    static void makeRepositories() throws IOException {
        configure(fresh);
        LocalService.start(fresh, location(fresh)).close();
    }

    private static void configure(Path root) throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        Files.writeString(root.resolve("password"), PASSWORD + "\n");
        // Stores are asked in the order of the settings.
        Files.writeString(root.resolve("stores.yml"), """
                relay.backup.stores:
                  repository: {type: restic, location: %1$s/repository, password-file: %1$s/password, initialize: true}
                  directory: {path: %1$s/directory}
                  other: {type: restic, location: %1$s/other, password-file: %1$s/password, initialize: true}
                """.formatted(root));
    }

    private static String location(Path root) {
        return "--spring.config.additional-location=" + root.resolve("stores.yml");
    }

    @BeforeEach
    void start() throws IOException {
        configure(root);
        copy(fresh.resolve("repository"), root.resolve("repository"));
        copy(fresh.resolve("repository"), root.resolve("other"));
        service = LocalService.start(root, location(root));
        client = service.client();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String backup(String stores) throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", "{\"stores\":" + stores + ",\"tags\":[\"kept\"]}", WAIT)
                .get("id")
                .asString();
    }

    private Map<String, String> data() throws IOException {
        return Fingerprint.of(root.resolve("data"), ".relay-restore");
    }

    private void lose() throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve("data/users"))) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        Files.writeString(root.resolve("data/system/config.json"), "{}");
    }

    @ParameterizedTest
    @CsvSource({"local, repository", "repository, directory", "repository, other"})
    void aCopyOfEitherKindRestoresTheSame(String from, String to) throws Exception {
        Map<String, String> before = data();
        String id = backup("[\"" + from + "\"]");

        String manifest = client.send("GET", "/backups/" + id + "/manifest", "").body();
        JsonNode copied = client.json(200, "POST", "/backups/" + id + "/copies", "{\"store\":\"" + to + "\"}", WAIT);

        assertThat(copied.get("result").get("from").asString()).isEqualTo(from);
        JsonNode backup = client.json(200, "GET", "/backups/" + id, "");
        assertThat(copied.get("result").get("bytes").asLong())
                .isEqualTo(backup.get("bytes").asLong());
        assertThat(backup.get("tags").toString()).contains("kept");
        client.json(200, "POST", "/backups/" + id + "/verify", "{\"store\":\"" + to + "\"}", WAIT);
        lose();
        client.json(
                200, "POST", "/backups/" + id + "/restore", "{\"safetyBackup\":false,\"store\":\"" + to + "\"}", WAIT);
        assertThat(data()).isEqualTo(before);
        client.json(204, "DELETE", "/backups/" + id + "?force=true&store=" + from, "");
        assertThat(client.send("GET", "/backups/" + id + "/manifest", "").body())
                .isEqualTo(manifest)
                .contains(id);
    }

    @Test
    void aBackupIntoAllStoresReadsTheSourceOnce() throws Exception {
        Map<String, String> before = data();
        JsonNode made = client.json(201, "POST", "/backups", "", WAIT);
        String id = made.get("id").asString();

        JsonNode operation = client.json(200, "GET", "/operations?type=backup", "")
                .get("operations")
                .get(0);
        assertThat(operation.get("log").toString())
                .as("the others copied from the first")
                .containsOnlyOnce("reading everything");
        for (String store : List.of("local", "repository", "directory", "other")) {
            client.json(200, "POST", "/backups/" + id + "/verify", "{\"store\":\"" + store + "\"}", WAIT);
            lose();
            client.json(
                    200,
                    "POST",
                    "/backups/" + id + "/restore",
                    "{\"safetyBackup\":false,\"store\":\"" + store + "\"}",
                    WAIT);
            assertThat(data()).as(store).isEqualTo(before);
        }
    }

    @Test
    void aRestoreFallsBackFromADamagedDirectoryToARepository() throws Exception {
        Map<String, String> before = data();
        String id = backup("[\"local\",\"repository\"]");
        flip(root.resolve("backups").resolve(id).resolve("users/users.json"));
        lose();

        JsonNode done = client.json(200, "POST", "/backups/" + id + "/restore", NO_SAFETY, WAIT);

        assertThat(done.get("result").get("store").asString()).isEqualTo("repository");
        assertThat(done.get("log").toString()).contains("The copy in local cannot be used", "users.json");
        assertThat(data()).isEqualTo(before);
    }

    @Test
    void aRestoreFallsBackFromADamagedRepositoryToADirectory() throws Exception {
        Map<String, String> before = data();
        String id = backup("[\"repository\",\"directory\"]");
        damagePacks();
        lose();

        JsonNode done = client.json(200, "POST", "/backups/" + id + "/restore", NO_SAFETY, WAIT);

        assertThat(done.get("result").get("store").asString()).isEqualTo("directory");
        assertThat(done.get("result").get("skippedCopies").toString()).contains("\"store\":\"repository\"");
        assertThat(done.get("log").toString()).contains("The copy in repository cannot be used");
        assertThat(data()).isEqualTo(before);

        // Nor is what is damaged passed on.
        JsonNode copied = client.json(200, "POST", "/backups/" + id + "/copies", "{\"store\":\"other\"}", WAIT);
        assertThat(copied.get("result").get("from").asString()).isEqualTo("directory");
        client.json(200, "POST", "/backups/" + id + "/verify", "{\"store\":\"other\"}", WAIT);
    }

    @Test
    void aDamagedRepositoryIsFoundByVerifyAndNamesTheFile() throws Exception {
        String id = backup("[\"repository\"]");
        damagePacks();

        JsonNode problem = client.json(500, "POST", "/stores/repository/verify", "", WAIT);

        assertThat(problem.get("type").asString()).endsWith(":verification-failed");
        assertThat(problem.get("backup").asString()).isEqualTo(id);
        JsonNode file = client.json(500, "GET", "/backups/" + id + "/files/blockchain/chain.jsonl", "");
        assertThat(file.get("type").asString()).endsWith(":backup-damaged");
        assertThat(file.get("detail").asString()).contains("chain.jsonl");
        JsonNode health = client.json(503, "GET", "/actuator/health", "").get("components");
        assertThat(health.get("backupIntegrity").get("status").asString()).isEqualTo("DOWN");
    }

    @Test
    void aDamagedSnapshotIsFoundByVerify() throws Exception {
        String id = backup("[\"repository\"]");
        Path snapshot;
        try (Stream<Path> files = Files.list(root.resolve("repository/snapshots"))) {
            snapshot = files.findFirst().orElseThrow();
        }
        flip(snapshot);

        String verified = client.json(500, "POST", "/backups/" + id + "/verify", "{\"level\":\"data\"}", WAIT)
                .toString();
        assertThat(verified).contains("snapshots/" + snapshot.getFileName());

        Files.writeString(root.resolve("repository/snapshots").resolve("b".repeat(64)), "nobody knows");
        client.send("POST", "/stores/repository/repair", "{}", WAIT);
        verified = client.json(500, "POST", "/stores/repository/verify", "{}", WAIT)
                .toString();
        assertThat(verified).contains("snapshots/" + "b".repeat(64));
    }

    /** No list shows them, so only a look at the repository as a whole can tell. */
    @Test
    void aSnapshotOrAKeyThatIsGoneIsMissedWhenAllOfAStoreIsVerified() throws Exception {
        String gone = backup("[\"repository\"]");
        List<Path> first = filesIn("snapshots");
        backup("[\"repository\"]");
        client.json(200, "POST", "/stores/repository/verify", "{}", WAIT);
        Files.delete(first.get(0));
        Path key = filesIn("keys").get(0);
        Files.delete(key);

        String verified = client.json(500, "POST", "/stores/repository/verify", "{}", WAIT)
                .toString();

        assertThat(verified).contains(gone, "keys/" + key.getFileName());
    }

    private List<Path> filesIn(String folder) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("repository").resolve(folder))) {
            return files.toList();
        }
    }

    @Test
    void aRestoreFallsBackFromARepositoryWhoseTreesAreDamaged() throws Exception {
        Map<String, String> before = data();
        String alone = backup("[\"repository\"]");
        String id = backup("[\"repository\",\"directory\"]");
        client.json(200, "POST", "/maintenance/clear-cache", "", WAIT);
        for (Path pack : packs()) {
            flip(pack, 64);
        }
        lose();
        JsonNode list = client.json(500, "GET", "/backups/" + alone + "/files?path=blockchain", "");
        assertThat(list.get("type").asString()).endsWith(":backup-damaged");

        JsonNode done = client.json(200, "POST", "/backups/" + id + "/restore", NO_SAFETY, WAIT);

        assertThat(done.get("result").get("store").asString()).isEqualTo("directory");
        assertThat(data()).isEqualTo(before);
    }

    @Test
    void aRepositoryThatIsAwayDoesNotKeepARestoreFromItsOtherCopy() throws Exception {
        Map<String, String> before = data();
        String id = backup("[\"repository\",\"directory\"]");
        Files.move(root.resolve("repository"), root.resolve("unmounted"));
        Thread.sleep(1500); // what is known of a store is a second old at most
        lose();

        JsonNode done = client.json(200, "POST", "/backups/" + id + "/restore", NO_SAFETY, WAIT);

        assertThat(done.get("result").get("store").asString()).isEqualTo("directory");
        assertThat(done.get("log").toString()).contains("repository");
        assertThat(data()).isEqualTo(before);
    }

    @Test
    @RequiresTool("restic")
    void whatResticMadeIsCopiedIntoADirectory() throws Exception {
        Map<String, String> before = Fingerprint.of(root.resolve("data"));
        restic("backup", root.resolve("data").toString());
        Thread.sleep(1500);
        JsonNode external = client.json(200, "GET", "/backups?status=external", "")
                .get("backups")
                .get(0);
        String id = external.get("id").asString();
        String snapshot = id.substring(id.length() - 8);
        assertThat(client.json(200, "GET", "/backups/" + snapshot, "").get("id").asString())
                .isEqualTo(id);
        client.json(404, "GET", "/backups/" + (snapshot.startsWith("0000") ? "ffff" : "0000"), "");

        client.json(200, "POST", "/backups/" + id + "/copies", "{\"store\":\"directory\"}", WAIT);

        Path target = root.resolve("directory").resolve(id);
        assertThat(Fingerprint.of(target, ".backup", "backup-manifest.json").keySet())
                .isEqualTo(before.keySet());
        lose();
        client.json(200, "POST", "/backups/" + id + "/restore", FROM_DIRECTORY, WAIT);
        assertThat(data()).isEqualTo(before);
    }

    @Test
    @RequiresTool("restic")
    void whatResticMadeIsTheSameBackupInEveryStore() throws Exception {
        restic("backup", root.resolve("data").toString());
        String id = client.json(200, "GET", "/backups?status=external", "")
                .get("backups")
                .get(0)
                .get("id")
                .asString();
        String copies = "/backups/" + id + "/copies";

        client.json(200, "POST", copies, "{\"store\":\"other\"}", WAIT);
        client.json(409, "POST", copies, "{\"store\":\"other\"}", WAIT);
        client.json(200, "POST", copies, "{\"store\":\"directory\"}", WAIT);
        client.send("DELETE", "/backups/" + id + "?store=repository", "");
        client.json(200, "POST", copies, "{\"store\":\"repository\"}", WAIT);

        JsonNode listed =
                client.json(200, "GET", "/backups?status=external", "").get("backups");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("id").asString()).isEqualTo(id);
        assertThat(listed.get(0).get("copies"))
                .allMatch(copy -> copy.get("status").asString().equals("present")
                        || copy.get("store").asString().equals("local"));
        assertThat(client.json(200, "GET", "/backups/" + id.substring(id.length() - 8), "")
                        .get("id")
                        .asString())
                .isEqualTo(id);
        for (String store : List.of("repository", "directory", "other")) {
            client.json(200, "POST", "/stores/" + store + "/verify", "{\"level\":\"data\"}", WAIT);
        }
    }

    @Test
    @RequiresTool("restic")
    void resticRestoresACopyAsCpDoes() throws Exception {
        String id = backup("[\"local\"]");
        client.json(200, "POST", "/backups/" + id + "/copies", "{\"store\":\"repository\"}", WAIT);

        restic("restore", "latest", "--target", root.resolve("restored").toString());

        assertThat(restic("check", "--read-data")).contains("no errors were found");
        assertThat(Fingerprint.of(root.resolve("restored"), "backup-manifest.json"))
                .isEqualTo(data());
        assertThat(root.resolve("restored/backup-manifest.json"))
                .hasSameBinaryContentAs(root.resolve("backups").resolve(id).resolve("backup-manifest.json"));
    }

    private String restic(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("restic", "--no-cache", "-r", root.resolve("repository").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("RESTIC_PASSWORD", PASSWORD);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Those with the content of files: the larger ones. */
    private void damagePacks() throws IOException {
        List<Path> packs = packs();
        flip(packs.get(packs.size() - 1));
    }

    /** The largest last. */
    private List<Path> packs() throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve("repository/data"))) {
            return all.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingLong(pack -> pack.toFile().length()))
                    .toList();
        }
    }

    /** One bit in the middle. */
    private static void flip(Path file) throws IOException {
        flip(file, Math.toIntExact(Files.size(file) / 2));
    }

    /** A bit every so many bytes. */
    private static void flip(Path file, int each) throws IOException {
        Files.setAttribute(file, "unix:mode", 0600);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = each; i < bytes.length; i += each) {
            bytes[i] ^= 1;
        }
        Files.write(file, bytes);
    }
}
