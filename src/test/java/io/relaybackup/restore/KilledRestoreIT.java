package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.source.Source;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.ForkedService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real service in its own process, ended without warning before single steps of a swap: before every one with
 * {@code -Drelay.cut.every=1}, before each n-th otherwise, as {@code RestoreCrashTest} cuts at all of them without a
 * process. {@code -Drelay.seed} says where it begins.
 */
class KilledRestoreIT {

    private static final int MOST_STEPS = 200;

    private static final int EVERY = Integer.getInteger("relay.cut.every", 3);

    private final long seed = Long.getLong("relay.seed", System.nanoTime());

    @TempDir
    Path root;

    @Test
    void whereverTheSwapIsCutTheDataIsWhollyOldOrWhollyNew() throws Exception {
        Path data = root.resolve("data");
        Files.createDirectories(data.resolve("users"));
        Files.writeString(data.resolve("users/users.json"), "older");
        Files.writeString(data.resolve("gone-later"), "older");
        Map<String, String> older = Fingerprint.of(data, Source.RESERVED);
        String id = backUp();
        int cuts = 0;
        int newData = 0;
        String told = "";
        for (int step = 1 + new Random(seed).nextInt(EVERY); step < MOST_STEPS; step += EVERY) {
            Files.writeString(data.resolve("users/users.json"), "newer " + step);
            Files.writeString(data.resolve("users/new"), "newer");
            Files.deleteIfExists(data.resolve("gone-later"));
            Map<String, String> newer = Fingerprint.of(data, Source.RESERVED);

            if (!isCut(id, step, told)) {
                assertThat(Fingerprint.of(data, Source.RESERVED)).isEqualTo(older);
                System.out.printf(
                        "cut a restore %d times, at each %d. step: %d wholly restored, %d wholly as before%n",
                        cuts, EVERY, newData, cuts - newData);
                assertThat(step).isGreaterThan(10);
                assertThat(newData).isBetween(1, cuts - 1);
                return;
            }
            cuts++;
            recover();

            Map<String, String> now = Fingerprint.of(data, Source.RESERVED);
            assertThat(now).as("cut before step %d, seed %d", step, seed).isIn(older, newer);
            assertThat(data.resolve(Source.RESERVED).resolve("new")).doesNotExist();
            newData += now.equals(older) ? 1 : 0;
            told = now.equals(older) ? "succeeded" : "interrupted";
        }
        throw new AssertionError("the restore took more than " + MOST_STEPS + " steps");
    }

    private String backUp() throws IOException, InterruptedException {
        try (ForkedService service = ForkedService.start(root)) {
            return service.client()
                    .json(201, "POST", "/backups", "", "Prefer", "wait=120")
                    .get("id")
                    .asString();
        }
    }

    /** False when the restore succeeded, because it has fewer steps; the history knows what became of the last one. */
    private boolean isCut(String id, int step, String told) throws IOException, InterruptedException {
        try (ForkedService service = ForkedService.startAs(HaltingService.class, "halt.at=" + step, root)) {
            assertThat(service.client()
                            .json(200, "GET", "/operations?type=restore&limit=1", "")
                            .get("operations")
                            .valueStream()
                            .map(operation -> operation.get("status").asString()))
                    .isEqualTo(told.isEmpty() ? List.of() : List.of(told));
            HttpResponse<String> done = service.client()
                    .send("POST", "/backups/" + id + "/restore", "{\"safetyBackup\":false}", "Prefer", "wait=120");
            assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void recover() throws IOException, InterruptedException {
        try (ForkedService recovery = ForkedService.launch(root, "--relay.backup.recover-only=true")) {
            assertThat(recovery.waitFor(Duration.ofMinutes(1)))
                    .as(recovery.output())
                    .isZero();
        }
    }
}
