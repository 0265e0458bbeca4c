package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.source.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores what the backup script made that came before this service. */
class ExternalBackupTest {

    private static final BackupId ID = new BackupId("backup-2025-09-18T16-08-34-266Z");

    @TempDir
    Path folder;

    private RestoreBench bench;
    private Path backup;

    @BeforeEach
    void layOut() throws IOException {
        bench = new RestoreBench(folder);
        backup = folder.resolve("store").resolve(ID.value());
        SwapScene.file(backup.resolve("chain/blocks"), "script's\n");
        SwapScene.file(backup.resolve("users/users.json"), "[1]");
        SwapScene.file(backup.resolve("channels/one"), "channel");
        Files.writeString(backup.resolve("backup-manifest.json"), """
                {"timestamp": "2025-09-18T16:08:34.266Z",
                 "backupPath": "/path/to/%1$s",
                 "projectRoot": "/path/to/project", "dataDirectory": "/path/to/project/data",
                 "results": [
                  {"name": "chain", "description": "", "status": "success", "path": "/path/to/%1$s/chain"},
                  {"name": "lost", "description": "", "status": "success", "path": "/path/to/%1$s/lost"},
                  {"name": "voting-data", "description": "", "status": "failed", "path": "/path/to/%1$s/voting"}],
                 "summary": {"total": 3, "successful": 2, "failed": 1}}
                """.formatted(ID));
        bench.file("chain/blocks", "now\n");
        bench.file("chain/more", "goes");
        bench.file("lost/file", "stays");
        bench.file("voting/file", "stays");
        bench.file("channels/two", "goes");
        bench.file("beside", "stays");
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void thePlanSaysThatItIsUnverifiedAndWhatStays() throws Exception {
        RestorePlan plan = bench.plan(ID, RestoreRequest.ALL);

        assertThat(plan.unverified()).isTrue();
        assertThat(plan.components()).containsExactlyInAnyOrder("chain", "users", Component.ADDITIONAL);
        assertThat(plan.topmost()).containsExactly("chain", "channels", "users");
        assertThat(plan.kept())
                .contains(
                        new Kept(null, "voting-data", Kept.Reason.COMPONENT_FAILED),
                        new Kept(null, "lost", Kept.Reason.COMPONENT_FAILED));
    }

    @Test
    void whatItHasIsReplacedAndTheRestStays() throws Exception {
        bench.restore(ID, RestoreRequest.ALL);

        assertThat(bench.data.resolve("chain/blocks")).hasContent("script's\n");
        assertThat(bench.data.resolve("chain/more")).doesNotExist();
        assertThat(bench.data.resolve("users/users.json")).hasContent("[1]");
        assertThat(bench.data.resolve("channels/one")).hasContent("channel");
        assertThat(bench.data.resolve("channels/two")).doesNotExist();
        assertThat(bench.data.resolve("lost/file")).hasContent("stays");
        assertThat(bench.data.resolve("voting/file")).hasContent("stays");
        assertThat(bench.data.resolve("beside")).hasContent("stays");
        assertThat(bench.data.resolve("backup-manifest.json")).doesNotExist();
    }

    @Test
    void whatItSaysToHaveAndHasNotIsRefused() {
        assertThatThrownBy(() -> bench.restore(ID, RestoreBench.components("lost")))
                .hasMessageContaining("not whole");
        assertThatThrownBy(() -> bench.restore(ID, RestoreBench.paths("backup-manifest.json")))
                .hasMessageContaining("does not have");
    }
}
