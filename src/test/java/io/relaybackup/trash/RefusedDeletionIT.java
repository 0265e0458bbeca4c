package io.relaybackup.trash;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Deletions that are not made, and what they say. */
class RefusedDeletionIT {

    @TempDir
    Path root;

    private LocalService start() throws Exception {
        Files.createDirectories(root.resolve("data/users"));
        Files.writeString(root.resolve("data/users/a.json"), "{}");
        return LocalService.start(root, "--relay.backup.stores.second.path=" + root.resolve("second"));
    }

    @Test
    void aHoldKeepsACopyThatIsInTheTrashOfOneStoreFromBeingPurged() throws Exception {
        try (LocalService service = start()) {
            ServiceClient client = service.client();
            String id = backup(client);
            backup(client);
            assertThat(client.send("DELETE", "/backups/" + id + "?store=second", "")
                            .statusCode())
                    .isEqualTo(204);
            client.json(200, "PATCH", "/backups/" + id, "{\"hold\":{\"reason\":\"evidence\"}}");

            JsonNode refused = client.json(409, "DELETE", "/backups/" + id + "?store=second&purge=true", "");

            assertThat(refused.get("type").asString()).endsWith(":backup-held");
            assertThat(refused.get("store").asString()).isEqualTo("second");
        }
    }

    @Test
    void troubleNamesTheStoreAndTheFile() throws Exception {
        try (LocalService service = start()) {
            ServiceClient client = service.client();
            String id = backup(client);
            backup(client);
            Files.writeString(root.resolve("second/.trash"), "somebody's file");

            JsonNode failed = client.json(500, "DELETE", "/backups/" + id + "?store=second", "");

            assertThat(failed.get("code").asString()).isEqualTo("EEXIST");
            assertThat(failed.get("store").asString()).isEqualTo("second");
            assertThat(failed.get("path").asString()).isEqualTo(".trash");
            assertThat(failed.get("backup").asString()).isEqualTo(id);
        }
    }

    private static String backup(ServiceClient client) throws Exception {
        return client.json(201, "POST", "/backups", "", "Prefer", "wait=60")
                .get("id")
                .asString();
    }
}
