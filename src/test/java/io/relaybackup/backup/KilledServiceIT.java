package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.sample.SampleData;
import io.relaybackup.source.Source;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.ForkedService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real service in its own process, killed with SIGKILL at random moments; {@code relay.kills} says how often. */
class KilledServiceIT {

    private static final int KILLS = Integer.getInteger("relay.kills", 3);

    private static final int LONGEST_MILLIS = 1500;

    /** Enough small files that a backup and a restore last about as long as the longest wait before the kill. */
    private static final int FILES = 3000;

    @TempDir
    Path root;

    private final long seed = Long.getLong("relay.seed", System.nanoTime());

    private final Random random = new Random(seed);

    private void layOut() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        Path many = Files.createDirectories(root.resolve("data/users/many"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(many.resolve("user-" + i + ".json"), "{\"user\":" + i + "}");
        }
    }

    private void waitAMoment() throws InterruptedException {
        Thread.sleep(random.nextInt(LONGEST_MILLIS));
    }

    @Test
    void aKillDuringABackupLosesNoEarlierOneAndNeedsNoHand() throws Exception {
        layOut();
        ForkedService service = ForkedService.start(root);
        try {
            service.client().json(201, "POST", "/backups", "", "Prefer", "wait=120");
            for (int i = 0; i < KILLS; i++) {
                Map<String, String> data = Fingerprint.of(root.resolve("data"), Source.RESERVED);
                service.client().fire("POST", "/backups", "{\"full\":true}");
                waitAMoment();
                service.kill();
                assertThat(Fingerprint.of(root.resolve("data"), Source.RESERVED))
                        .as("seed %d", seed)
                        .isEqualTo(data);

                service = ForkedService.start(root);

                assertThat(contentOf(root.resolve("backups/.partial")))
                        .as("seed %d", seed)
                        .isEmpty();
                service.client()
                        .json(200, "POST", "/stores/local/verify", "{\"level\":\"data\"}", "Prefer", "wait=120");
                JsonNode listed =
                        service.client().json(200, "GET", "/backups", "").get("backups");
                assertThat(listed.size()).as("seed %d", seed).isPositive();
            }
            service.client().json(201, "POST", "/backups", "", "Prefer", "wait=120");
        } finally {
            service.close();
        }
    }

    @Test
    void aKillDuringARestoreLeavesTheDataWhollyOldOrWhollyNew() throws Exception {
        layOut();
        Map<String, String> older = Fingerprint.of(root.resolve("data"), Source.RESERVED);
        ForkedService service = ForkedService.start(root);
        try {
            String id = service.client()
                    .json(201, "POST", "/backups", "", "Prefer", "wait=120")
                    .get("id")
                    .asString();
            int restored = 0;
            for (int i = 0; i < KILLS; i++) {
                change(i);
                Map<String, String> newer = Fingerprint.of(root.resolve("data"), Source.RESERVED);
                service.client().fire("POST", "/backups/" + id + "/restore", "{\"safetyBackup\":false}");
                waitAMoment();
                service.kill();
                recover();

                Map<String, String> now = Fingerprint.of(root.resolve("data"), Source.RESERVED);
                assertThat(List.of(older, newer)).as("seed %d", seed).contains(now);
                restored += now.equals(older) ? 1 : 0;
                assertThat(root.resolve("data/.relay-restore/new")).doesNotExist();

                service = ForkedService.start(root);
                JsonNode operation = service.client()
                        .json(200, "GET", "/operations?type=restore&limit=1", "")
                        .get("operations")
                        .get(0);
                if (operation != null) {
                    assertThat(operation.get("status").asString()).isIn("succeeded", "interrupted", "failed");
                }
            }
            System.out.printf("killed %d restores: %d wholly new, the others wholly old%n", KILLS, restored);
            service.client().json(200, "POST", "/backups/" + id + "/restore", "", "Prefer", "wait=120");
            assertThat(Fingerprint.of(root.resolve("data"), Source.RESERVED)).isEqualTo(older);
        } finally {
            service.close();
        }
    }

    /** As the application's own start script does it before the application starts. */
    private void recover() throws IOException, InterruptedException {
        try (ForkedService recovery = ForkedService.launch(root, "--relay.backup.recover-only=true")) {
            assertThat(recovery.waitFor(Duration.ofMinutes(1)))
                    .as(recovery.output())
                    .isZero();
        }
    }

    private void change(int round) throws IOException {
        Path data = root.resolve("data");
        Files.writeString(data.resolve("users/users.json"), "{\"round\":" + round + "}");
        Files.writeString(data.resolve("users/new-" + round), "new");
        Files.deleteIfExists(data.resolve("users/many/user-" + round + ".json"));
        Files.write(
                data.resolve("blockchain/chain.jsonl"),
                ("{\"round\":" + round + "}\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
    }

    private static List<Path> contentOf(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(directory)) {
            return content.toList();
        }
    }
}
