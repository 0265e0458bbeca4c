package io.relaybackup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A drill whose scratch directory cannot be emptied, because the application's check made a file immutable. */
class UnremovableScratchIT {

    @TempDir
    Path root;

    private static int exit(String... words) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(words).start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void whatItHasShownStaysShownAndTheReasonIsNamed() throws Exception {
        Path file = Files.createDirectories(root.resolve("data/users")).resolve("a.json");
        Files.writeString(file, "{}");
        assumeTrue(exit("chattr", "+i", file.toString()) == 0, "needs root and a file system with attributes");
        exit("chattr", "-i", file.toString());
        try (LocalService service = LocalService.start(
                root,
                "--relay.backup.drills.command[0]=chattr",
                "--relay.backup.drills.command[1]=+i",
                "--relay.backup.drills.command[2]=users/a.json")) {
            ServiceClient client = service.client();
            client.json(201, "POST", "/backups", "", "Prefer", "wait=60");

            client.json(500, "POST", "/drills", "", "Prefer", "wait=60");

            JsonNode drill = client.json(200, "GET", "/drills", "").at("/drills/0");
            assertThat(drill.get("outcome").asString()).isEqualTo("failed");
            assertThat(drill.at("/problem/type").asString()).endsWith(":scratch-directory-not-emptied");
            assertThat(drill.at("/problem/code").asString()).isEqualTo("EPERM");
            assertThat(drill.at("/command/exitCode").asInt()).isZero();
            assertThat(drill.get("files").asInt()).isOne();
            assertThat(drill.has("timeToRestoreMs")).isTrue();
        } finally {
            exit("chattr", "-R", "-i", root.resolve("state/drills").toString());
        }
    }
}
