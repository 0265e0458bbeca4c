package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.LocalService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** The whole service with more than one store, and with stores that cannot be had. */
class StoresIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    Path root;

    @BeforeEach
    void layOut() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
    }

    private String second() {
        return "--relay.backup.stores.second.path=" + root.resolve("second");
    }

    /** A backup's directories have the times at which they were made. */
    private static Map<String, String> files(Path backup) throws IOException {
        Map<String, String> entries = Fingerprint.of(backup, ".backup", "backup-manifest.json");
        entries.keySet().removeIf(name -> Files.isDirectory(backup.resolve(name)));
        return entries;
    }

    private static String statusIn(JsonNode backup, String store) {
        for (JsonNode copy : backup.get("copies")) {
            if (copy.get("store").asString().equals(store)) {
                return copy.get("status").asString();
            }
        }
        return "none";
    }

    @Test
    void everyStoreHoldsTheSameBackup() throws Exception {
        try (LocalService service = LocalService.start(root, second())) {
            JsonNode backup = service.client().json(201, "POST", "/backups", "", WAIT);

            String id = backup.get("id").asString();
            assertThat(backup.get("copies").toString()).doesNotContain("missing", "failed");
            Path one = root.resolve("backups").resolve(id);
            Path two = root.resolve("second").resolve(id);
            assertThat(files(two)).isNotEmpty().isEqualTo(files(one));
            assertThat(two.resolve("backup-manifest.json")).hasSameBinaryContentAs(one.resolve("backup-manifest.json"));
        }
    }

    @Test
    void aStoreThatIsAwayFailsTheOperationAndTheOthersKeepTheBackup() throws Exception {
        Files.writeString(root.resolve("second"), "a file where a folder should be");
        try (LocalService service = LocalService.start(root, second())) {
            HttpResponse<String> response = service.client().send("POST", "/backups", "", WAIT);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("\"store\":\"second\"");
            JsonNode backup = service.client()
                    .json(200, "GET", "/backups", "")
                    .get("backups")
                    .get(0);
            assertThat(backup.get("status").asString()).isEqualTo("complete");
            assertThat(statusIn(backup, "local")).isEqualTo("present");
            assertThat(statusIn(backup, "second")).isEqualTo("failed");

            Files.delete(root.resolve("second"));
            Thread.sleep(5500); // a store that is away is tried again every five seconds
            service.client().json(201, "POST", "/backups", "", WAIT);
        }
    }

    @Test
    void aFolderWhoseStoreIsGoneDoesNotBecomeANewOneUntilTheNextStart() throws Exception {
        Path folder = root.resolve("backups");
        Path aside = root.resolve("aside");
        try (LocalService service = LocalService.start(root)) {
            service.client().json(201, "POST", "/backups", "", WAIT);
            Files.move(folder, aside);
            Files.createDirectory(folder); // as an unmounted volume leaves it

            assertThat(service.client().send("POST", "/backups", "", WAIT).statusCode())
                    .isEqualTo(503);
            Thread.sleep(5500); // a store that is away is tried again every five seconds
            assertThat(service.client().send("POST", "/backups", "", WAIT).body())
                    .contains("is its volume mounted?");
            assertThat(folder).isEmptyDirectory();

            Files.delete(folder);
            Files.move(aside, folder);
            Thread.sleep(5500);
            service.client().json(201, "POST", "/backups", "", WAIT);
            assertThat(service.client()
                            .json(200, "GET", "/backups", "")
                            .get("backups")
                            .size())
                    .isEqualTo(2);
        }
    }

    @Test
    void theFirstStoreMayBeTheOneThatIsAway() throws Exception {
        Files.writeString(root.resolve("backups"), "a file where a folder should be");
        try (LocalService service = LocalService.start(root, second())) {
            assertThat(service.client().send("POST", "/backups", "", WAIT).body())
                    .contains("\"store\":\"local\"");

            assertThat(service.client()
                            .json(200, "GET", "/backups?store=second", "")
                            .get("backups")
                            .size())
                    .isEqualTo(1);
        }
    }

    @Test
    void aStoreInUseByAnotherServiceStopsTheStart() {
        try (LocalService first = LocalService.start(root)) {
            Path other = root.resolve("other");
            assertThat(first.client()).isNotNull();
            assertThatThrownBy(() -> LocalService.start(
                                    other, "--relay.backup.stores.local.path=" + root.resolve("backups"))
                            .close())
                    .hasStackTraceContaining("The store 'local' cannot be used")
                    .hasStackTraceContaining("already open");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aStoreInUseIsToldInALineAndNotInAStackTrace(CapturedOutput output) {
        try (LocalService first = LocalService.start(root)) {
            assertThat(first.client()).isNotNull();
            assertThatThrownBy(() -> LocalService.start(
                                    root.resolve("other"),
                                    "--relay.backup.stores.local.path=" + root.resolve("backups"))
                            .close())
                    .isNotNull();
        }
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The store 'local' cannot be used")
                .doesNotContain("\tat org.springframework");
    }

    @Test
    void aStoreInsideTheDataStopsTheStartWithBothKeys() {
        assertThatThrownBy(() -> LocalService.start(
                                root, "--relay.backup.stores.local.path=" + root.resolve("data/backups"))
                        .close())
                .hasStackTraceContaining("relay.backup.stores.local.path")
                .hasStackTraceContaining("relay.backup.source.data-directory");
    }

    @Test
    void aRefusedStateDirectoryInsideTheDataLeavesNothingThere() {
        Path state = root.resolve("data/state");

        assertThatThrownBy(() -> LocalService.start(root, "--relay.backup.state-directory=" + state)
                        .close())
                .hasStackTraceContaining("relay.backup.state-directory");

        assertThat(state).doesNotExist();
    }
}
