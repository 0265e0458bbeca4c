package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.sample.SampleData;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Copies between the stores of a service. */
class BackupCopiesIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    private static final String TO_THIRD = "{\"store\":\"third\"}";

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        service = LocalService.start(
                root,
                "--relay.backup.stores.second.path=" + root.resolve("second"),
                "--relay.backup.stores.third.path=" + root.resolve("third"));
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String backup(String stores) throws IOException, InterruptedException {
        return client.json(
                        201,
                        "POST",
                        "/backups",
                        "{\"stores\":" + stores + ",\"tags\":[\"kept\"],\"note\":\"before 2.4\"}",
                        WAIT)
                .get("id")
                .asString();
    }

    /** The one of two stores that is asked first: arguments have no order. */
    private String first() {
        return service.bean(Stores.class).all().stream()
                .map(Store::name)
                .filter(name -> !name.equals("third"))
                .findFirst()
                .orElseThrow();
    }

    private static String other(String store) {
        return store.equals("local") ? "second" : "local";
    }

    private Path folder(String store) {
        return root.resolve(store.equals("local") ? "backups" : store);
    }

    private static JsonNode copyIn(JsonNode backup, String store) {
        for (JsonNode copy : backup.get("copies")) {
            if (copy.get("store").asString().equals(store)) {
                return copy;
            }
        }
        throw new AssertionError("no copy in " + store);
    }

    private static void damage(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.setAttribute(file, "unix:mode", 0600);
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
    }

    private static Map<String, String> files(Path backup) throws IOException {
        Map<String, String> entries = Fingerprint.of(backup, ".backup", "backup-manifest.json");
        entries.keySet().removeIf(name -> Files.isDirectory(backup.resolve(name)));
        return entries;
    }

    @Test
    void aCopyIsTheSameBackupWithItsNotes() throws Exception {
        String id = backup("[\"local\"]");
        client.json(200, "POST", "/backups/" + id + "/verify", "", WAIT);
        client.json(200, "PATCH", "/backups/" + id, "{\"hold\":{\"reason\":\"audit\"}}");

        JsonNode done = client.json(200, "POST", "/backups/latest/copies", TO_THIRD, WAIT);

        assertThat(done.get("type").asString()).isEqualTo("copy");
        assertThat(done.get("backup").asString()).isEqualTo(id);
        JsonNode result = done.get("result");
        assertThat(result.get("from").asString()).isEqualTo("local");
        assertThat(result.get("store").asString()).isEqualTo("third");
        JsonNode backup = client.json(200, "GET", "/backups/" + id, "");
        assertThat(result.get("files").asLong()).isEqualTo(backup.get("files").asLong());
        assertThat(result.get("bytes").asLong()).isEqualTo(backup.get("bytes").asLong());
        JsonNode copy = copyIn(backup, "third");
        assertThat(copy.get("status").asString()).isEqualTo("present");
        assertThat(copy.has("verification")).as("nobody looked at it yet").isFalse();
        Path one = root.resolve("backups").resolve(id);
        Path other = root.resolve("third").resolve(id);
        assertThat(files(other)).isNotEmpty().isEqualTo(files(one));
        assertThat(other.resolve("backup-manifest.json")).hasSameBinaryContentAs(one.resolve("backup-manifest.json"));
        assertThat(other.resolve(".backup/notes.json")).content().contains("kept", "before 2.4", "audit");
        client.json(200, "POST", "/backups/" + id + "/verify", "{\"store\":\"third\"}", WAIT);
    }

    @Test
    void aFurtherCopyTakesOverWhatHasNotChanged() throws Exception {
        String first = backup("[\"local\"]");
        client.json(200, "POST", "/backups/" + first + "/copies", TO_THIRD, WAIT);
        Files.writeString(root.resolve("data/new.txt"), "new");
        String second = backup("[\"local\"]");

        JsonNode done = client.json(200, "POST", "/backups/" + second + "/copies", TO_THIRD, WAIT);

        assertThat(done.get("result").get("addedBytes").asLong()).isLessThan(10_000);
    }

    @Test
    void whatIsThereAlreadyIsNotCopied() throws Exception {
        String id = backup("[\"local\",\"third\"]");

        JsonNode problem = client.json(409, "POST", "/backups/" + id + "/copies", TO_THIRD);

        assertThat(problem.get("type").asString()).endsWith(":copy-exists");
        assertThat(problem.get("store").asString()).isEqualTo("third");
    }

    @Test
    void aDamagedCopyIsNotPassedOnAndTheNextStoresTaken() throws Exception {
        String id = backup("[\"local\",\"second\"]");
        damage(folder(first()).resolve(id).resolve("users/users.json"));

        JsonNode done = client.json(200, "POST", "/backups/" + id + "/copies", TO_THIRD, WAIT);

        assertThat(done.get("result").get("from").asString()).isEqualTo(other(first()));
        assertThat(done.get("result").get("skippedCopies").toString())
                .contains("\"store\":\"" + first() + "\"", "users.json");
        assertThat(done.get("log").toString()).contains("The copy from " + first() + " did not succeed");
        client.json(200, "POST", "/backups/" + id + "/verify", "{\"store\":\"third\"}", WAIT);
    }

    @Test
    void whenNoCopyIsWholeNothingIsLeft() throws Exception {
        String id = backup("[\"local\"]");
        damage(root.resolve("backups").resolve(id).resolve("users/users.json"));

        client.json(500, "POST", "/backups/" + id + "/copies", TO_THIRD, WAIT);

        assertThat(root.resolve("third").resolve(id)).doesNotExist();
        assertThat(root.resolve("third/.partial")).isEmptyDirectory();
    }

    @Test
    void aBackupThatThisServiceDidNotMakeStaysExternal() throws Exception {
        backup("[\"local\"]");
        String id = "backup-2025-09-18T16-08-34-266Z";
        Path external = Files.createDirectory(root.resolve("backups").resolve(id));
        Files.createDirectory(external.resolve("users"));
        Files.writeString(external.resolve("users/users.json"), "{}");
        Files.writeString(external.resolve("backup-manifest.json"), """
                {"timestamp":"2025-09-18T16:08:34.266Z","backupPath":"/x","projectRoot":"/y","dataDirectory":"/y/data",
                 "results":[{"name":"user-data","description":"Users","status":"success","path":"/x/users"}],
                 "summary":{"total":1,"successful":1,"failed":0}}
                """);
        Thread.sleep(1500); // a store sees what others put there within a second

        client.json(200, "POST", "/backups/" + id + "/copies", TO_THIRD, WAIT);

        JsonNode copied = client.json(200, "GET", "/backups/" + id, "");
        assertThat(copied.get("status").asString()).isEqualTo("external");
        assertThat(copyIn(copied, "third").get("status").asString()).isEqualTo("present");
        Files.writeString(root.resolve("data/stray.txt"), "stays");
        client.json(200, "POST", "/backups/" + id + "/restore", "{\"store\":\"third\"}", WAIT);
        assertThat(root.resolve("data/users/users.json")).hasContent("{}");
        assertThat(root.resolve("data/stray.txt"))
                .as("nobody asked to remove it")
                .exists();
    }

    @Test
    void whatIsUnknownIsRefused() throws Exception {
        String id = backup("[\"local\"]");

        assertThat(client.json(422, "POST", "/backups/" + id + "/copies", "{\"store\":\"nowhere\"}")
                        .get("errors")
                        .toString())
                .contains("store", "third");
        client.json(400, "POST", "/backups/" + id + "/copies", "{}");
        client.json(400, "POST", "/backups/" + id + "/copies", "");
        client.json(404, "POST", "/backups/backup-2001-01-01T00-00-00-000Z/copies", TO_THIRD);
    }

    @Test
    void aRestoreSaysThatAnEarlierStoreIsAway() throws Exception {
        String id = backup("[\"local\",\"second\"]");
        Files.move(folder(first()), root.resolve("unmounted"));
        Thread.sleep(1500);

        JsonNode done = client.json(200, "POST", "/backups/" + id + "/restore", "{\"safetyBackup\":false}", WAIT);

        assertThat(done.get("result").get("store").asString()).isEqualTo(other(first()));
        assertThat(done.get("result").get("skippedCopies").toString()).contains("\"store\":\"" + first() + "\"");
        assertThat(done.get("log").toString())
                .contains("The store " + first() + ", which may have a copy, cannot be used");
    }
}
