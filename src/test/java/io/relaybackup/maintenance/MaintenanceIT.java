package io.relaybackup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class MaintenanceIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        service = LocalService.start(root);
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aScriptBacksUpAndValidatesByName() throws Exception {
        JsonNode backup = client.json(200, "POST", "/maintenance/backup", "", WAIT);
        assertThat(backup.get("type").asString()).isEqualTo("backup");
        assertThat(client.json(200, "GET", "/backups/latest", "").get("trigger").asString())
                .isEqualTo("maintenance");
        assertThat(client.json(200, "POST", "/maintenance/validate", "", WAIT)
                        .get("status")
                        .asString())
                .isEqualTo("succeeded");
    }

    @Test
    void validateFailsWhenABackupIsDamaged() throws Exception {
        client.json(200, "POST", "/maintenance/backup", "", WAIT);
        String id = client.json(200, "GET", "/backups/latest", "").get("id").asString();
        Files.delete(root.resolve("backups").resolve(id).resolve("users/users.json"));

        var response = client.send("POST", "/maintenance/validate", "", WAIT);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("verification-failed").contains("users/users.json");
    }

    @Test
    void fixRemovesWhatInterruptedWorkLeftAndNothingElse() throws Exception {
        client.json(200, "POST", "/maintenance/backup", "", WAIT);
        Map<String, String> data = Fingerprint.of(root.resolve("data"));
        Path left = Files.createDirectories(root.resolve("backups/.partial/backup-2020-01-01T00-00-00-000Z/users"));
        Files.writeString(left.resolve("half"), "half");

        JsonNode done = client.json(200, "POST", "/maintenance/fix", "", WAIT);

        assertThat(done.get("result").toString()).contains("backup-2020-01-01T00-00-00-000Z");
        assertThat(root.resolve("backups/.partial")).isEmptyDirectory();
        assertThat(Fingerprint.of(root.resolve("data"))).isEqualTo(data);
        assertThat(client.json(200, "GET", "/backups", "").get("backups").size())
                .isEqualTo(1);
    }

    @Test
    void resetForgetsThePastAndKeepsTheBackups() throws Exception {
        client.json(200, "POST", "/maintenance/backup", "", WAIT);

        client.json(200, "POST", "/maintenance/reset", "", WAIT);

        JsonNode operations = client.json(200, "GET", "/operations", "").get("operations");
        assertThat(operations.toString()).doesNotContain("\"backup\"");
        client.json(200, "GET", "/backups/latest", "");
    }

    @Test
    void anUnknownTaskIsRefusedWithTheNamesThereAre() throws Exception {
        var response = client.send("POST", "/maintenance/everything", "");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("clear-cache");
    }

    @Test
    void aTaskHasNoOptionsToBeOverlooked() throws Exception {
        JsonNode problem = client.json(400, "POST", "/maintenance/backup", "{\"components\":[\"user-data\"]}", WAIT);

        assertThat(problem.get("detail").asString())
                .isEqualTo("The field 'components': is not known; allowed are none.");
        assertThat(client.json(200, "GET", "/backups", "").get("backups").size())
                .isZero();
        client.json(200, "POST", "/maintenance/backup", "{}", WAIT);
    }
}
