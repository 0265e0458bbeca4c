package io.relaybackup.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.ForkedService;
import io.relaybackup.testing.RequiresTool;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Faults that the system itself makes, where the test may: a small file system that is full, one that becomes
 * read-only, a process that may open no more files. A plain store and a repository each.
 */
@RequiresTool({"mount", "umount", "prlimit"})
class RealFaultsIT {

    @TempDir
    Path root;

    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(root.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()))
                .as("nobody but root mounts file systems")
                .isZero();
        Files.writeString(root.resolve("password"), "geheim");
        for (String component : List.of("users", "blockchain")) {
            Files.createDirectories(root.resolve("data").resolve(component));
        }
        write("users/first", 1, 3_000_000);
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", "-l", disk.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private void write(String name, int seed, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        Files.write(root.resolve("data").resolve(name), content);
    }

    private ForkedService start(String type) throws IOException, InterruptedException {
        List<String> settings = new ArrayList<>();
        settings.add("--relay.backup.stores.small.type=" + type);
        if (type.equals("restic")) {
            settings.add("--relay.backup.stores.small.location=" + disk.resolve("store"));
            settings.add("--relay.backup.stores.small.password-file=" + root.resolve("password"));
            settings.add("--relay.backup.stores.small.initialize=true");
        } else {
            settings.add("--relay.backup.stores.small.path=" + disk.resolve("store"));
        }
        return ForkedService.start(root, settings.toArray(String[]::new));
    }

    private static HttpResponse<String> backUp(ServiceClient client) throws IOException, InterruptedException {
        return client.send("POST", "/backups", "{\"stores\":[\"small\"]}", "Prefer", "wait=120");
    }

    private void expectWholeAndUnchanged(ServiceClient client, String id) throws IOException, InterruptedException {
        client.json(200, "POST", "/backups/" + id + "/verify", "{\"level\":\"data\"}", "Prefer", "wait=120");
        HttpResponse<String> file = client.send("GET", "/backups/" + id + "/files/users/first", "");
        assertThat(file.statusCode()).isEqualTo(200);
    }

    private long bytes() throws IOException {
        return Files.getFileStore(disk).getTotalSpace()
                - Files.getFileStore(disk).getUsableSpace();
    }

    private void expectNoPartialWork() throws IOException {
        try (Stream<Path> all = Files.walk(disk.resolve("store"))) {
            assertThat(all.map(path -> disk.resolve("store").relativize(path).toString())
                            .filter(name -> name.startsWith(".partial/") || name.matches("locks/.+|.*\\.tmp.*")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "restic"})
    void aFullDiskFailsTheBackupAndLosesNothing(String type) throws Exception {
        try (ForkedService service = start(type)) {
            ServiceClient client = service.client();
            String first = id(backUp(client));
            write("users/second", 2, 40_000_000);

            long before = bytes();
            HttpResponse<String> refused = backUp(client);

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
            expectNoPartialWork();
            assertThat(bytes()).isLessThan(before + 1_000_000);
            expectWholeAndUnchanged(client, first);

            // Now without a warning beforehand: something else takes the space while the backup runs.
            write("users/second", 2, 12_000_000);
            int left = 6_000_000;
            Files.write(
                    disk.resolve("else"),
                    new byte[(int) Files.getFileStore(disk).getUsableSpace() - left]);
            long filled = bytes();
            HttpResponse<String> full = backUp(client);
            assertThat(full.statusCode()).as(full.body()).isEqualTo(507);
            expectNoPartialWork();
            assertThat(bytes()).isLessThan(filled + 1_000_000);
            expectWholeAndUnchanged(client, first);

            Files.delete(disk.resolve("else"));
            String third = id(backUp(client));
            expectWholeAndUnchanged(client, third);
        }
    }

    /** Of a repository: the lock that a plain store holds open keeps its file system from being made read-only. */
    @Test
    void aDiskThatBecomesReadOnlyFailsTheBackupWithItsCodeAndServesTheRest() throws Exception {
        try (ForkedService service = start("restic")) {
            ServiceClient client = service.client();
            String first = id(backUp(client));
            write("users/second", 2, 1_000_000);
            assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();

            HttpResponse<String> refused = backUp(client);

            assertThat(refused.statusCode()).as(refused.body()).isBetween(500, 507);
            assertThat(problem(refused).path("code").asString(""))
                    .as(refused.body())
                    .isEqualTo("EROFS");
            client.json(
                    200,
                    "POST",
                    "/backups/" + first + "/restore",
                    "{\"components\":[\"user-data\"],\"safetyBackup\":false,\"force\":true}",
                    "Prefer",
                    "wait=120");
            Map<String, String> restored = Fingerprint.of(root.resolve("data/users"));
            assertThat(restored).containsOnlyKeys("first");

            assertThat(run("mount", "-o", "remount,rw", disk.toString())).isZero();
            expectWholeAndUnchanged(client, id(backUp(client)));
            expectNoPartialWork();
        }
    }

    @Test
    void whoMayOpenNoMoreFilesFailsAndRecoversByItself() throws Exception {
        try (ForkedService service = start("restic")) {
            ServiceClient client = service.client();
            String first = id(backUp(client));
            for (int i = 0; i < 200; i++) {
                write("users/file-" + i, 100 + i, 1000);
            }
            long open;
            try (Stream<Path> files = Files.list(Path.of("/proc/" + service.pid() + "/fd"))) {
                open = files.count();
            }
            // Enough to answer, and not to read and write.
            limit(service, open + 3);
            HttpResponse<String> refused = backUp(client);
            limit(service, 4096);

            assertThat(refused.statusCode()).as(refused.body()).isGreaterThanOrEqualTo(500);
            assertThat(refused.body()).contains("EMFILE");
            expectWholeAndUnchanged(client, first);
            expectWholeAndUnchanged(client, id(backUp(client)));
            expectNoPartialWork();
        }
    }

    private static void limit(ForkedService service, long files) throws IOException, InterruptedException {
        assertThat(run("prlimit", "--pid", String.valueOf(service.pid()), "--nofile=" + files + ":"))
                .isZero();
    }

    private static JsonNode problem(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static String id(HttpResponse<String> made) {
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JsonMapper.shared().readTree(made.body()).get("id").asString();
    }
}
