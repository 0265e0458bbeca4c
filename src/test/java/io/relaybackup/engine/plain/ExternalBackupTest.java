package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalBackupTest {

    private static final BackupId ID = new BackupId("backup-2025-09-18T16-08-34-266Z");

    private static final String MANIFEST = """
            {
              "timestamp": "2025-09-18T16:08:34.266Z",
              "backupPath": "/path/to/backup-2025-09-18T16-08-34-266Z",
              "projectRoot": "/path/to/RelayCodeBaseV57",
              "dataDirectory": "/path/to/RelayCodeBaseV57/data",
              "results": [
                {"name": "blockchain-data", "description": "x", "status": "success", "path": "/path/to/blockchain"}
              ],
              "summary": {"total": 1, "successful": 1, "failed": 0}
            }
            """;

    private final PlainScene scene;

    ExternalBackupTest(@TempDir Path folder) throws IOException {
        this.scene = new PlainScene(folder);
    }

    @BeforeEach
    void layOut() throws IOException {
        Path backup = Files.createDirectory(scene.backups().resolve(ID.value()));
        Files.writeString(backup.resolve("backup-manifest.json"), MANIFEST);
        Files.createDirectory(backup.resolve("blockchain"));
        Files.writeString(backup.resolve("blockchain/chain.jsonl"), "{}\n");
        scene.reopen();
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @Test
    void theScriptsBackupIsListedAsExternal() throws IOException {
        StoredBackup backup = scene.store().get(ID);
        assertThat(backup.external()).isTrue();
        assertThat(backup.status()).isEqualTo(BackupStatus.EXTERNAL);
        assertThat(backup.manifest().dataDirectory()).isEqualTo("/path/to/RelayCodeBaseV57/data");
    }

    @Test
    void itsFilesAreReadWithoutTheManifest() throws IOException {
        try (FileTree tree = scene.store().open(ID)) {
            List<String> names = new ArrayList<>();
            try (Listing children = tree.list(TreePath.ROOT)) {
                for (Entry child = children.next(); child != null; child = children.next()) {
                    names.add(child.path().percentEncoded());
                }
            }
            assertThat(names).containsExactly("blockchain");
            Entry chain = Objects.requireNonNull(tree.find(TreePath.of("blockchain/chain.jsonl")));
            assertThat(chain.contentId()).isNull();
            try (InputStream in = tree.open(chain)) {
                assertThat(in.readAllBytes()).isEqualTo("{}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void verifyingItSaysThatOnlyTheStructureWasLookedAt() throws IOException {
        VerifyReport report = scene.store().verify(ID, VerifyLevel.DATA, Progress.NONE);
        assertThat(report.level()).isEqualTo(VerifyLevel.STRUCTURE);
        assertThat(report.damages()).isEmpty();
        assertThat(report.files()).isEqualTo(1);
        assertThat(report.bytes()).isZero();
    }

    @Test
    void notesDoNotMakeItOurs() throws IOException {
        scene.store().annotate(ID, notes -> notes.withNote("old script"));
        StoredBackup backup = scene.reopen().get(ID);
        assertThat(backup.external()).isTrue();
        assertThat(backup.notes().note()).isEqualTo("old script");
        try (FileTree tree = scene.store().open(ID)) {
            assertThat(tree.find(TreePath.of(".backup"))).isNull();
        }
    }

    @Test
    void aDamagedManifestIsListedAndNamed() throws IOException {
        Files.writeString(scene.backups().resolve(ID.value()).resolve("backup-manifest.json"), "{}");
        assertThat(scene.reopen().get(ID).external()).isTrue();
        assertThat(scene.store()
                        .verify(ID, VerifyLevel.STRUCTURE, Progress.NONE)
                        .damages())
                .extracting(VerifyReport.Damage::path)
                .containsExactly("backup-manifest.json");
    }

    @Test
    void itCanBeCopiedAndServesAsAPreviousWithoutEntries() throws IOException {
        scene.live().file("blockchain/chain.jsonl", "{}\n");
        RecordingListener listener = scene.make(1, ID);
        assertThat(listener.files().values()).containsOnly(ChangeClass.NEW);
        try (FileTree tree = scene.store().open(ID)) {
            BackupMaker.make(scene.store(), BackupMaker.id(2), tree, null, new RecordingListener());
        }
        assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
    }

    @Test
    void itCanBeRemoved() throws IOException {
        scene.store().remove(ID);
        assertThat(scene.store().list()).isEmpty();
        assertThat(scene.backups().resolve(ID.value())).doesNotExist();
    }
}
