package io.relaybackup.suspicion;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A source of which each component has so few files that none of them says anything by itself. */
class SmallSourceIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    private static final List<String> COMPONENTS = List.of("users", "voting", "system");

    @TempDir
    Path root;

    private JsonNode backUp(ServiceClient client) throws Exception {
        String id = client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
        return client.json(200, "GET", "/backups/" + id, "");
    }

    @Test
    void itsLossShowsInTheSumAndTheSafetyBackupOfItsRestoreIsJudgedByNobody() throws Exception {
        Path data = root.resolve("data");
        Files.createDirectories(data.resolve("blockchain"));
        Files.writeString(data.resolve("blockchain/chain.jsonl"), "{\"block\":1}\n");
        for (String component : COMPONENTS) {
            Files.createDirectories(data.resolve(component));
            Files.writeString(data.resolve(component).resolve("a.txt"), "a");
            Files.writeString(data.resolve(component).resolve("b.txt"), "b");
        }
        try (LocalService service = LocalService.start(root)) {
            ServiceClient client = service.client();
            JsonNode good = backUp(client);
            assertThat(good.get("status").asString()).isEqualTo("complete");
            for (String component : COMPONENTS) {
                Files.delete(data.resolve(component).resolve("a.txt"));
                Files.delete(data.resolve(component).resolve("b.txt"));
            }

            JsonNode wrecked = backUp(client);

            assertThat(wrecked.get("status").asString()).isEqualTo("suspect");
            assertThat(wrecked.toString()).contains("6 of the 7 files of all components are gone");

            client.json(200, "POST", "/backups/" + good.get("id").asString() + "/restore", "{}", WAIT);
            int safety = 0;
            for (JsonNode each : client.json(200, "GET", "/backups", "").get("backups")) {
                if (each.get("trigger").asString().equals("safety")) {
                    safety++;
                    assertThat(each.get("status").asString()).isEqualTo("complete");
                }
            }
            assertThat(safety).isEqualTo(1);
            assertThat(backUp(client).get("status").asString()).isEqualTo("complete");
        }
    }
}
