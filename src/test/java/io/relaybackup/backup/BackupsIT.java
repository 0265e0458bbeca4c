package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Operations;
import io.relaybackup.sample.ChainVerifier;
import io.relaybackup.sample.LiveWriter;
import io.relaybackup.sample.SampleData;
import io.relaybackup.source.Source;
import io.relaybackup.store.Stores;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import io.relaybackup.trash.TrashEmptying;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole service on a sample, over HTTP. */
class BackupsIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    Path root;

    private Path data;
    private Path backups;
    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        data = root.resolve("data");
        backups = root.resolve("backups");
        SampleData.small().layOut(data);
        service = LocalService.start(root, "--relay.backup.stores.local.retention.keep-last=5");
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String backup(String body) throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", body, WAIT).get("id").asString();
    }

    private static int run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    @Test
    void copyingABackupBackGivesTheDataBitForBit() throws Exception {
        String id = backup("");
        Path into = Files.createDirectory(root.resolve("copied"));

        assertThat(run(root, "cp", "-r", backups.resolve(id) + "/.", into.toString()))
                .isZero();

        assertThat(run(root, "diff", "-r", "-x", ".backup", "-x", "backup-manifest.json", data.toString(), "copied"))
                .isZero();
        assertThat(run(backups.resolve(id), "sha256sum", "-c", "--quiet", ".backup/checksums.sha256"))
                .isZero();
    }

    @Test
    void backupsArePrivate() throws Exception {
        String id = backup("");

        List<String> open = new ArrayList<>();
        try (var walk = Files.walk(backups.resolve(id))) {
            walk.filter(p -> !Files.isSymbolicLink(p)).forEach(p -> {
                try {
                    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(p));
                    if (!mode.endsWith("------") || !Files.isDirectory(p) && mode.contains("x")) {
                        open.add(p + " " + mode);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }

        assertThat(open).isEmpty();
    }

    @Test
    void whateverTheApplicationWritesMeanwhileEveryChainEndsInAWholeLineAndVerifies() throws Exception {
        try (LiveWriter writer = LiveWriter.start(data, 200)) {
            for (int i = 0; i < 4; i++) {
                long before = writer.rounds();
                String id = backup(i % 2 == 0 ? "" : "{\"full\":true}");
                assertThat(ChainVerifier.verify(backups.resolve(id).resolve(SampleData.CHAIN)))
                        .isPositive();
                assertThat(writer.rounds()).isGreaterThan(before);
                assertThat(client.json(200, "POST", "/backups/" + id + "/verify", "{\"level\":\"data\"}", WAIT)
                                .get("status")
                                .asString())
                        .isEqualTo("succeeded");
            }
        }
    }

    @Test
    void anUnchangedFileIsALinkAndAFullBackupLinksNothing() throws Exception {
        Path old = data.resolve("users/users.json");
        FileTime past = FileTime.from(Instant.now().minusSeconds(60));
        try (var walk = Files.walk(data)) {
            walk.forEach(p -> {
                try {
                    Files.setLastModifiedTime(p, past);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
        Thread.sleep(2100); // setting a time is a change of the inode, which is too young for two seconds
        String first = backup("");
        String second = backup("");
        String full = backup("{\"full\":true}");

        String file = data.relativize(old).toString();
        Object inode = Files.getAttribute(backups.resolve(first).resolve(file), "unix:ino");
        assertThat(Files.getAttribute(backups.resolve(second).resolve(file), "unix:ino"))
                .isEqualTo(inode);
        assertThat(Files.getAttribute(backups.resolve(full).resolve(file), "unix:ino"))
                .isNotEqualTo(inode);
    }

    @Test
    void whatACopyLeftInTheDataDirectoryIsNotBackedUp() throws Exception {
        Files.createDirectories(data.resolve(".backup"));
        Files.writeString(data.resolve(".backup/entries.jsonl"), "old");
        Files.writeString(data.resolve("backup-manifest.json"), "old");

        JsonNode made = client.json(201, "POST", "/backups", "", WAIT);

        Path there = backups.resolve(made.get("id").asString());
        assertThat(Files.readString(there.resolve("backup-manifest.json"))).contains("\"summary\"");
        assertThat(made.get("results").toString())
                .contains("backup-manifest.json")
                .contains(".backup");
    }

    @Test
    void withoutADataDirectoryTheBackupFailsAndNothingIsRotated() throws Exception {
        String id = backup("");
        Files.move(data, root.resolve("elsewhere"));

        HttpResponse<String> refused = client.send("POST", "/backups", "", WAIT);

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("\"code\":\"ENOENT\"");
        Files.createDirectory(data);
        assertThat(client.send("POST", "/backups", "", WAIT).body()).contains("\"code\":\"ENOENT\"");
        JsonNode left = client.json(200, "GET", "/backups", "").get("backups");
        assertThat(left.size()).isEqualTo(1);
        assertThat(left.get(0).get("id").asString()).isEqualTo(id);
        String failed = refused.body().replaceAll("(?s).*\"backup\":\"([^\"]+)\".*", "$1");
        assertThat(client.json(200, "GET", "/backups/" + failed, "")
                        .get("status")
                        .asString())
                .isEqualTo("failed");
    }

    @Test
    void afterEachBackupOnlyTheNewestStay() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.add(backup(""));
        }

        JsonNode listed = client.json(200, "GET", "/backups", "").get("backups");

        assertThat(listed.size()).isEqualTo(5);
        assertThat(listed.get(0).get("id").asString()).isEqualTo(made.get(6));
        assertThat(backups.resolve(made.get(0))).doesNotExist();
    }

    @Test
    void pagesFollowEachOtherWithoutGapsWhileBackupsCome() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(0, backup(""));
        }

        JsonNode first = client.json(200, "GET", "/backups?limit=2", "");
        backup("");
        JsonNode second = client.json(
                200, "GET", "/backups?limit=2&cursor=" + first.get("next").asString(), "");

        List<String> seen = new ArrayList<>();
        first.get("backups").forEach(b -> seen.add(b.get("id").asString()));
        second.get("backups").forEach(b -> seen.add(b.get("id").asString()));
        assertThat(seen).isEqualTo(made);
        assertThat(second.has("next")).isFalse();
        assertThat(client.send("GET", "/backups?cursor=nonsense", "").statusCode())
                .isEqualTo(400);
        assertThat(client.send("GET", "/backups?limit=501", "").statusCode()).isEqualTo(400);
        assertThat(client.send("GET", "/backups?status=tired", "").body()).contains("complete");
    }

    @Test
    void whatIsHeldStaysUntilItIsLetGo() throws Exception {
        String held = backup("");
        backup("");
        client.json(200, "PATCH", "/backups/" + held, "{\"hold\":{\"reason\":\"audit\"},\"tags\":[\"keep\"]}");

        assertThat(client.send("DELETE", "/backups/" + held + "?force=true", "").statusCode())
                .isEqualTo(409);
        for (int i = 0; i < 6; i++) {
            backup("");
        }
        assertThat(client.json(200, "GET", "/backups?tag=keep", "")
                        .get("backups")
                        .size())
                .isEqualTo(1);

        client.json(200, "PATCH", "/backups/" + held, "{\"hold\":null}");
        assertThat(client.send("DELETE", "/backups/" + held, "").statusCode()).isEqualTo(204);
        assertThat(client.json(200, "GET", "/backups/" + held, "").get("status").asString())
                .isEqualTo("deleted");
    }

    @Test
    void theNewestCompleteBackupGoesOnlyByForce() throws Exception {
        String id = backup("");

        assertThat(client.send("DELETE", "/backups/" + id, "").statusCode()).isEqualTo(409);
        assertThat(client.send("DELETE", "/backups/latest?force=true", "").statusCode())
                .isEqualTo(204);
        assertThat(client.send("GET", "/backups/latest", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aBackupOfOneComponentIsNeverTheLatest() throws Exception {
        String whole = backup("");
        String part = backup("{\"components\":[\"user-data\"]}");

        assertThat(client.json(200, "GET", "/backups/latest", "").get("id").asString())
                .isEqualTo(whole);
        assertThat(Fingerprint.of(backups.resolve(part), ".backup", "backup-manifest.json"))
                .isNotEmpty()
                .allSatisfy((path, entry) -> assertThat(path).startsWith("users"));
    }

    @Test
    void namesThatAreNoUtf8AndNamesWithLineBreaksAreKept() throws Exception {
        assertThat(run(data, "sh", "-c", "printf x > \"$(printf 'users/na\\377me')\"; printf y > 'users/line\nbreak'"))
                .isZero();

        String id = backup("");

        assertThat(run(backups.resolve(id), "sh", "-c", "test -f \"$(printf 'users/na\\377me')\""))
                .isZero();
        assertThat(run(backups.resolve(id), "sh", "-c", "test -f 'users/line\nbreak'"))
                .isZero();
        assertThat(run(backups.resolve(id), "sha256sum", "-c", "--quiet", ".backup/checksums.sha256"))
                .isZero();
    }

    @Test
    void aFilterByAStoreThatIsNotThereIsRefused() throws Exception {
        JsonNode problem = client.json(404, "GET", "/backups?store=nowhere", "");

        assertThat(problem.get("type").asString()).endsWith(":store-not-found");
        assertThat(problem.get("detail").asString()).contains("nowhere").contains("local");
    }

    @Test
    void aBackupCanBeReadWhileItsOperationStillTidiesUp() throws Exception {
        List<Integer> answers = new ArrayList<>();
        BackupService slow = new BackupService(
                service.bean(Source.class),
                service.bean(Stores.class),
                service.bean(SourceTrees.class),
                service.bean(Operations.class),
                service.bean(RunningBackups.class),
                (took, context) -> {
                    try {
                        answers.add(
                                client.send("GET", "/backups/latest/files", "").statusCode());
                        String id = client.json(200, "GET", "/backups/latest", "")
                                .get("id")
                                .asString();
                        answers.add(client.send("DELETE", "/backups/" + id + "?force=true", "")
                                .statusCode());
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                SourceJudge.TRUSTING,
                List.of(),
                new StoreRoom(service.bean(TrashEmptying.class)),
                Clock.systemUTC(),
                "test");

        var started = slow.start(CreateBackup.ALL, Trigger.API, "test");
        service.bean(Operations.class).whenFinished(started.operation().id()).get(60, TimeUnit.SECONDS);

        assertThat(answers).containsExactly(200, 409);
    }

    @Test
    void theProjectIsWhereTheServiceWasStarted() throws Exception {
        service.close();
        service = LocalService.start(root, "--relay.backup.source.project-root=.");
        client = service.client();
        String id = backup("");

        assertThat(client.json(200, "GET", "/backups/" + id + "/manifest", "")
                        .get("projectRoot")
                        .asString())
                .isEqualTo(Path.of("").toAbsolutePath().toString());
    }
}
