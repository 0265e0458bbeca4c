package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.testing.LocalService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A service that is to read its repository within 30 days. */
class RegularReadingIT {

    private static final StoredBackup BACKUP =
            SampleBackup.at("2026-11-20T03:00:00Z").make();

    @TempDir
    Path root;

    private final FakeRepository repository = new FakeRepository();

    private LocalService start(String... settings) throws Exception {
        Files.createDirectories(root.resolve("data"));
        Files.createDirectories(root.resolve("repository"));
        Files.writeString(root.resolve("password"), "geheim");
        repository.with(BACKUP);
        repository.know(new StoreFigures(9, 3, 3000, -1, 0, 0, null, null, 0, List.of()));
        RepositoryOpener opener = opened -> OpenedStore.sharing(repository);
        String[] all = new String[settings.length + 3];
        all[0] = "--relay.backup.stores.offsite.type=restic";
        all[1] = "--relay.backup.stores.offsite.location=" + root.resolve("repository");
        all[2] = "--relay.backup.stores.offsite.password-file=" + root.resolve("password");
        System.arraycopy(settings, 0, all, 3, settings.length);
        return LocalService.start(root, context -> context.registerBean(RepositoryOpener.class, () -> opener), all);
    }

    @Test
    void aPortionIsReadAndTheDamageItShowsKeptWithItsBackup() throws Exception {
        String damaged = BACKUP.id() + "/users/users.json";
        repository.judgePortion(new VerifyReport(
                VerifyLevel.DATA,
                2,
                100,
                2,
                List.of(new Damage(damaged, "a blob is damaged"), new Damage("index/ab12", "it cannot be read"))));
        try (LocalService service = start("--relay.backup.stores.offsite.read-data-within=30d")) {
            JsonNode operation = await().until(
                            () -> service.client()
                                    .json(200, "GET", "/operations?type=verify", "")
                                    .get("operations")
                                    .path(0),
                            found -> found.path("status").asString("").equals("failed"));

            assertThat(repository.calls).containsExactly("read 100 PT360H");
            assertThat(operation.get("actor").asString()).isEqualTo("system");
            assertThat(operation.get("problem").get("detail").asString()).contains(damaged);
            assertThat(repository.get(BACKUP.id()).notes().verification())
                    .isNotNull()
                    .satisfies(found -> assertThat(found.intact()).isFalse());
        }
    }

    @Test
    void nothingIsReadWhereNothingIsConfigured() throws Exception {
        try (LocalService service = start()) {
            service.client()
                    .json(200, "POST", "/stores/offsite/verify", "{\"level\":\"structure\"}", "Prefer", "wait=60");
            // That is its own files and what is in which pack, and nothing of the packs' content.
            assertThat(repository.calls).containsExactly("read 0 PT0S");
        }
    }
}
