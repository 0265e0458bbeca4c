package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.LocalService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** The whole service with a repository beside a directory. */
@ExtendWith(OutputCaptureExtension.class)
class RepositoryStoresIT {

    private static final String PASSWORD = "geheim-und-lang";

    @TempDir
    Path root;

    private final List<String> passwords = new ArrayList<>();

    @BeforeEach
    void layOut() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        Files.createDirectory(root.resolve("repository"));
        Files.writeString(root.resolve("password"), PASSWORD + "\n");
    }

    private LocalService start(RepositoryOpener opener, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--relay.backup.stores.offsite.type=restic",
                "--relay.backup.stores.offsite.location=" + root.resolve("repository"),
                "--relay.backup.stores.offsite.password-file=" + root.resolve("password")));
        all.addAll(List.of(settings));
        return LocalService.start(
                root,
                context -> context.registerBean(RepositoryOpener.class, () -> opener),
                all.toArray(String[]::new));
    }

    private OpenedStore open(RepositorySettings settings) throws IOException {
        passwords.add(new String(settings.password().read(), StandardCharsets.UTF_8));
        return OpenedStore.sharing(new FakeRepository());
    }

    @Test
    void aRepositoryIsAStoreLikeOthers(CapturedOutput output) throws Exception {
        try (LocalService service = start(this::open)) {
            JsonNode store = service.client().json(200, "GET", "/stores/offsite", "");

            assertThat(store.get("type").asString()).isEqualTo("restic");
            assertThat(store.get("reachable").asBoolean()).isTrue();
            assertThat(store.get("location").asString())
                    .isEqualTo(root.resolve("repository").toString());
            assertThat(passwords).containsExactly(PASSWORD);
        }
        assertThat(output).doesNotContain(PASSWORD);
    }

    @Test
    void oneThatCannotBeOpenedIsDownWithItsReasonAndTheServiceRuns() throws Exception {
        Files.delete(root.resolve("password"));
        try (LocalService service = start(this::open)) {
            JsonNode store = service.client().json(200, "GET", "/stores/offsite", "");

            assertThat(store.get("reachable").asBoolean()).isFalse();
            assertThat(store.get("problem").get("status").asInt()).isEqualTo(503);
            assertThat(store.get("problem").get("detail").asString())
                    .isEqualTo("the store 'offsite' cannot be opened: its password-file cannot be read: ENOENT");
            assertThat(service.client()
                            .json(503, "GET", "/actuator/health", "")
                            .get("components")
                            .get("stores")
                            .get("details")
                            .get("offsite")
                            .get("reason")
                            .asString())
                    .contains("password-file");
            service.client().json(201, "POST", "/backups", "{\"stores\":[\"local\"]}", "Prefer", "wait=120");
        }
    }

    @Test
    void oneThatIsLockedIsDownWithWhoHoldsIt() throws Exception {
        RepositoryOpener locked = settings -> {
            throw new StoreLockedException("locked by relay@other since 2026-11-23T10:00:00Z");
        };
        try (LocalService service = start(locked)) {
            JsonNode problem =
                    service.client().json(200, "GET", "/stores/offsite", "").get("problem");

            assertThat(problem.get("type").asString()).endsWith(":store-locked");
            assertThat(problem.get("detail").asString()).isEqualTo("locked by relay@other since 2026-11-23T10:00:00Z");
        }
    }

    @Test
    void whatIsMissingStopsTheStartInALine(CapturedOutput output) {
        assertThatThrownBy(() -> start(this::open, "--relay.backup.stores.offsite.location=s3:https://host/b")
                        .close())
                .isNotNull();
        assertThat(output)
                .contains("key:     relay.backup.stores.offsite.location")
                .contains("value:   s3:https://host/b")
                .contains("s3: is not there yet");
    }

    @Test
    void aRepositoryIsApartFromTheOtherDirectories() {
        assertThatThrownBy(() -> start(
                                this::open,
                                "--relay.backup.stores.offsite.location=local:" + root.resolve("data/repository"))
                        .close())
                .hasStackTraceContaining("relay.backup.stores.offsite.location")
                .hasStackTraceContaining("relay.backup.source.data-directory");
    }

    @Test
    void aRepositoryThatWentAwayIsNotBegunAnew() throws Exception {
        List<RepositorySettings.WhenMissing> asked = new ArrayList<>();
        FakeRepository repository = new FakeRepository();
        RepositoryOpener opener = settings -> {
            asked.add(settings.whenMissing());
            return OpenedStore.sharing(repository);
        };
        try (LocalService service = start(opener, "--relay.backup.stores.offsite.initialize=true")) {
            repository.fail(new StoreUnavailableException("the volume is not mounted", null));
            Thread.sleep(1100); // what is known of a store is fresh for a second
            assertThat(service.client()
                            .json(200, "GET", "/stores/offsite", "")
                            .get("problem")
                            .get("detail")
                            .asString())
                    .isEqualTo("the volume is not mounted");
            repository.fail(null);
            Thread.sleep(5500); // and one that is away is tried again every five seconds
            service.client().json(200, "GET", "/backups", "");
        }
        assertThat(asked).containsExactly(RepositorySettings.WhenMissing.MAKE, RepositorySettings.WhenMissing.FAIL);
    }
}
