package io.relaybackup.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever becomes of the state database, the service starts and all that is known of backups is known. */
class LostStateIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    Path root;

    private Path file;
    private String held = "";
    private String suspect = "";
    private String trashed = "";

    @BeforeEach
    void live() throws Exception {
        file = root.resolve("state").resolve(StateFile.FILE_NAME);
        for (int i = 0; i < 40; i++) {
            Path user = root.resolve("data/users/user" + i + ".txt");
            Files.createDirectories(user.getParent());
            Files.writeString(user, "the content of user " + i);
        }
        try (LocalService service = start()) {
            ServiceClient client = service.client();
            held = backUp(client);
            client.json(200, "PATCH", "/backups/" + held, "{\"hold\":{\"reason\":\"evidence\"}}");
            trashed = backUp(client);
            backUp(client);
            assertThat(client.send("DELETE", "/backups/" + trashed, "").statusCode())
                    .isEqualTo(204);
            for (int i = 1; i < 40; i++) {
                Files.delete(root.resolve("data/users/user" + i + ".txt"));
            }
            suspect = backUp(client);
        }
    }

    private LocalService start() {
        return LocalService.start(root);
    }

    private static String backUp(ServiceClient client) throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
    }

    /** By the token in {@code admin.token}, which opens the door whatever happened. */
    private void assertNothingIsForgotten(ServiceClient client) throws Exception {
        JsonNode all = client.json(200, "GET", "/backups", "").get("backups");
        assertThat(all).hasSize(3);
        assertThat(client.json(200, "GET", "/backups/" + held, "")
                        .at("/hold/reason")
                        .asString())
                .isEqualTo("evidence");
        assertThat(client.json(200, "GET", "/backups/" + suspect, "")
                        .get("status")
                        .asString())
                .isEqualTo("suspect");
        assertThat(client.json(200, "GET", "/backups?status=deleted", "").at("/backups/0/id"))
                .hasToString("\"" + trashed + "\"");
        JsonNode preview = client.json(200, "GET", "/retention/preview", "");
        assertThat(preview.toString()).contains(suspect);
        client.json(200, "POST", "/backups/" + trashed + "/undelete", "");
        assertThat(client.send("DELETE", "/backups/" + trashed, "").statusCode())
                .isEqualTo(204);
    }

    private static JsonNode health(ServiceClient client) throws Exception {
        HttpResponse<String> response = client.send("GET", "/actuator/health", "");
        return JsonMapper.shared().readTree(response.body()).at("/components/state");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zeros", "cut", "noise", "directory", "foreign", "empty", "lost"})
    void whatIsDamagedOrGoneCostsNoBackup(String damage) throws Exception {
        Path token = root.resolve("state/admin.token");
        String before = Files.readString(token);
        damage(damage);

        try (LocalService service = start()) {
            ServiceClient client = service.client();
            assertNothingIsForgotten(client);
            assertThat(Files.readString(token)).isNotEqualTo(before);
            boolean kept = !damage.equals("empty") && !damage.equals("lost");
            assertThat(health(client).get("status").asString()).isEqualTo(kept ? "DEGRADED" : "UP");
            try (var files = Files.list(root.resolve("state"))) {
                assertThat(files.map(path -> path.getFileName().toString())
                                .filter(name -> name.matches("relay-backup\\.db\\.(corrupt|foreign)-.*Z")))
                        .hasSize(kept ? 1 : 0);
            }
            backUp(client);
        }
        try (LocalService service = start()) {
            assertThat(health(service.client()).get("status").asString()).isEqualTo("UP");
        }
    }

    private void damage(String damage) throws IOException, SQLException {
        byte[] bytes = Files.readAllBytes(file);
        switch (damage) {
            case "zeros" -> Arrays.fill(bytes, 0, 4096, (byte) 0);
            case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length / 2 + 100);
            case "noise" -> new Random(1).nextBytes(bytes);
            case "empty" -> bytes = new byte[0];
            default -> {
                Files.delete(file);
                if (damage.equals("directory")) {
                    Files.createDirectory(file);
                } else if (damage.equals("foreign")) {
                    sqlite("CREATE TABLE operation (id INTEGER PRIMARY KEY, surgeon TEXT)");
                }
                return;
            }
        }
        Files.write(file, bytes);
    }

    private void sqlite(String statement) throws SQLException {
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file.toUri());
                Statement work = connection.createStatement()) {
            work.execute(statement);
        }
    }

    /** As a copy of the whole directory from before brings it back: what it does not know, the stores do. */
    @Test
    void anOlderOneKnowsLessOfHistoryAndAllOfBackups() throws Exception {
        byte[] older = Files.readAllBytes(file);
        String later;
        try (LocalService service = start()) {
            later = backUp(service.client());
            service.client().json(200, "PATCH", "/backups/" + later, "{\"hold\":{\"reason\":\"later\"}}");
        }
        Files.write(file, older);
        try (LocalService service = start()) {
            ServiceClient client = service.client();
            assertThat(client.json(200, "GET", "/backups/" + later, "")
                            .at("/hold/reason")
                            .asString())
                    .isEqualTo("later");
            assertThat(health(client).get("status").asString()).isEqualTo("UP");
            backUp(client);
        }
    }

    @Test
    void aNewerOneIsUsed() throws Exception {
        sqlite("UPDATE schema_version SET version = version + 5");
        sqlite("ALTER TABLE operation ADD COLUMN of_a_later_version TEXT");
        String before = Files.readString(root.resolve("state/admin.token"));
        try (LocalService service = start()) {
            assertNothingIsForgotten(service.client());
            assertThat(health(service.client()).get("status").asString()).isEqualTo("UP");
            assertThat(service.client()
                            .json(200, "GET", "/operations?type=backup", "")
                            .get("operations"))
                    .hasSize(4);
        }
        assertThat(Files.readString(root.resolve("state/admin.token"))).isEqualTo(before);
    }
}
