package io.relaybackup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A drill whose scratch directory cannot be emptied, because the application's check leaves a path in it that is longer
 * than the system takes.
 */
class UnremovableScratchIT {

    /** Two halves that can each be named are put into one another, which is possible without the whole name. */
    private static final String CHECK =
            "n=$(printf '%0200d' 0); x=$n/$n/$n/$n/$n/$n/$n/$n/$n/$n/$n;" + " mkdir -p one/$x two/$x && mv two one/$x/";

    @TempDir
    Path root;

    @Test
    void whatItHasShownStaysShownAndTheReasonIsNamed() throws Exception {
        Files.writeString(Files.createDirectories(root.resolve("data/users")).resolve("a.json"), "{}");
        try (LocalService service = LocalService.start(
                root,
                "--relay.backup.drills.command[0]=sh",
                "--relay.backup.drills.command[1]=-c",
                "--relay.backup.drills.command[2]=" + CHECK)) {
            ServiceClient client = service.client();
            client.json(201, "POST", "/backups", "", "Prefer", "wait=60");

            client.json(500, "POST", "/drills", "", "Prefer", "wait=60");

            JsonNode drill = client.json(200, "GET", "/drills", "").at("/drills/0");
            assertThat(drill.get("outcome").asString()).isEqualTo("failed");
            assertThat(drill.at("/problem/type").asString()).endsWith(":scratch-directory-not-emptied");
            assertThat(drill.at("/problem/code").asString()).isEqualTo("ENAMETOOLONG");
            assertThat(drill.at("/command/exitCode").asInt()).isZero();
            assertThat(drill.get("files").asInt()).isOne();
            assertThat(drill.has("timeToRestoreMs")).isTrue();
        } finally {
            // It goes from directory to directory and never names the whole.
            assertThat(new ProcessBuilder("rm", "-rf", root.resolve("state").toString())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        }
    }
}
