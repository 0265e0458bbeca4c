package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Manifest.Failure;
import io.relaybackup.engine.store.Manifest.Summary;
import io.relaybackup.engine.store.Manifest.Warning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestJsonTest {

    private static final String BY_THE_SCRIPT = """
            {
              "timestamp": "2025-09-18T16:08:34.266Z",
              "backupPath": "/path/to/backup-2025-09-18T16-08-34-266Z",
              "projectRoot": "/path/to/RelayCodeBaseV57",
              "dataDirectory": "/path/to/RelayCodeBaseV57/data",
              "results": [
                {
                  "name": "blockchain-data",
                  "description": "Blockchain transaction data",
                  "status": "success",
                  "path": "/path/to/backup/blockchain"
                },
                {
                  "name": "voting-data",
                  "description": "Voting session data",
                  "status": "error",
                  "error": "ENOENT: no such file or directory"
                }
              ],
              "summary": {
                "total": 2,
                "successful": 1,
                "failed": 1
              }
            }
            """;

    private static final String OURS = """
            {
              "timestamp": "2026-11-23T03:00:00.007Z",
              "backupPath": "/srv/backups/backup-2026-11-23T03-00-00-007Z",
              "projectRoot": "/srv",
              "dataDirectory": "/srv/data",
              "results": [
                {
                  "name": "blockchain-data",
                  "description": "Blockchain transaction data",
                  "status": "success",
                  "path": "/srv/backups/backup-2026-11-23T03-00-00-007Z/blockchain",
                  "required": true,
                  "paths": [
                    "blockchain"
                  ],
                  "excludes": [
                    "*.tmp"
                  ],
                  "files": 2,
                  "bytes": 1234,
                  "warnings": [
                    {
                      "path": "blockchain/socket",
                      "message": "a socket is left out"
                    }
                  ]
                },
                {
                  "name": "user-data",
                  "description": "User data",
                  "status": "failed",
                  "path": "/srv/backups/backup-2026-11-23T03-00-00-007Z/users",
                  "required": false,
                  "paths": [
                    "users"
                  ],
                  "files": 0,
                  "bytes": 0,
                  "error": {
                    "code": "EACCES",
                    "message": "cannot be read",
                    "path": "users/users.json"
                  }
                }
              ],
              "summary": {
                "total": 2,
                "successful": 1,
                "failed": 1,
                "skipped": 0
              },
              "id": "backup-2026-11-23T03-00-00-007Z",
              "status": "incomplete",
              "hostname": "relay-1",
              "tool": "relay-backup 0.1.0",
              "trigger": "api",
              "startedAt": "2026-11-23T03:00:00.007Z",
              "finishedAt": "2026-11-23T03:00:01.500Z",
              "components": [
                "blockchain-data",
                "user-data"
              ]
            }
            """;

    @Test
    void theScriptsManifestIsReadWithoutOurFields() throws IOException {
        Manifest manifest = ManifestJson.read(BY_THE_SCRIPT.getBytes(StandardCharsets.UTF_8));
        assertThat(manifest.timestamp()).isEqualTo("2025-09-18T16:08:34.266Z");
        assertThat(manifest.backupPath()).isEqualTo("/path/to/backup-2025-09-18T16-08-34-266Z");
        assertThat(manifest.summary()).isEqualTo(new Summary(2, 1, 1, 0));
        assertThat(manifest.id()).isNull();
        assertThat(manifest.status()).isNull();
        assertThat(manifest.components()).isEmpty();
        assertThat(manifest.results())
                .extracting(ComponentResult::name, ComponentResult::status)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("blockchain-data", ComponentStatus.SUCCESS),
                        org.assertj.core.groups.Tuple.tuple("voting-data", ComponentStatus.FAILED));
    }

    @Test
    void oursIsWrittenInTheScriptsOrderFirstAndWithoutNulls() throws IOException {
        assertThat(new String(ManifestJson.write(ours()), StandardCharsets.UTF_8))
                .isEqualTo(OURS);
    }

    @Test
    void whatIsWrittenReadsBackEqual() throws IOException {
        assertThat(ManifestJson.read(ManifestJson.write(ours()))).isEqualTo(ours());
    }

    @Test
    void damageIsNamedByField() {
        assertDamage("{\"timestamp\":\"yesterday\"}", "'timestamp' should be a time like");
        assertDamage(
                OURS.replace("\"files\": 2", "\"files\": -2"), "'results[0].files' should be a number of 0 or more");
        assertDamage(OURS.replace("incomplete", "great"), "'status' should be one of running, complete");
        assertDamage(OURS.replace("\"id\": \"backup-", "\"id\": \"../"), "not a backup id");
        assertDamage(OURS.substring(0, 200), "is not JSON");
        assertDamage("[]", "it should be an object");
    }

    private static void assertDamage(String json, String message) {
        assertThatThrownBy(() -> ManifestJson.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptBackupException.class)
                .hasMessageStartingWith("backup-manifest.json")
                .hasMessageContaining(message);
    }

    private static Manifest ours() {
        String path = "/srv/backups/backup-2026-11-23T03-00-00-007Z";
        List<ComponentResult> results = List.of(
                new ComponentResult(
                        "blockchain-data",
                        "Blockchain transaction data",
                        ComponentStatus.SUCCESS,
                        path + "/blockchain",
                        true,
                        List.of("blockchain"),
                        List.of("*.tmp"),
                        List.of(),
                        2,
                        1234,
                        null,
                        List.of(new Warning("blockchain/socket", "a socket is left out"))),
                new ComponentResult(
                        "user-data",
                        "User data",
                        ComponentStatus.FAILED,
                        path + "/users",
                        false,
                        List.of("users"),
                        List.of(),
                        List.of(),
                        0,
                        0,
                        new Failure("EACCES", "cannot be read", "users/users.json"),
                        List.of()));
        Instant started = Instant.parse("2026-11-23T03:00:00.007Z");
        return new Manifest(
                started,
                path,
                "/srv",
                "/srv/data",
                results,
                Summary.of(results),
                BackupId.at(started),
                BackupStatus.INCOMPLETE,
                "relay-1",
                "relay-backup 0.1.0",
                Trigger.API,
                started,
                Instant.parse("2026-11-23T03:00:01.5Z"),
                List.of("blockchain-data", "user-data"));
    }
}
