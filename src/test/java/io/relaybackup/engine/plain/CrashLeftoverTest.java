package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashLeftoverTest {

    private final Path folder;

    private final PlainScene scene;

    CrashLeftoverTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.scene = new PlainScene(folder);
    }

    @BeforeEach
    void makeOne() throws IOException {
        scene.live().file("a", "1").file("d/b", "2").symlink("d/out", "../../outside");
        Files.createDirectory(folder.resolve("outside"));
        Files.writeString(folder.resolve("outside/precious"), "x");
        scene.make(1);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private Path partial(String name) {
        return scene.backups().resolve(".partial").resolve(name);
    }

    @Test
    void aHalfMadeBackupIsGoneAfterTheNextStart() throws IOException {
        scene.crash(2);
        assertThat(partial(BackupMaker.id(2).value()).resolve("d/b")).exists();
        scene.reopen();
        assertThat(partial(BackupMaker.id(2).value())).doesNotExist();
        assertThat(scene.store().list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(1));
        scene.make(2);
        assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
    }

    @Test
    void aHalfRemovedBackupIsGoneAfterTheNextStart() throws IOException {
        scene.make(2);
        Files.move(scene.backup(1), partial(BackupMaker.id(1) + ".removed"));
        Files.delete(partial(BackupMaker.id(1) + ".removed").resolve("d/b"));
        scene.reopen();
        assertThat(scene.store().residue()).isEmpty();
        assertThat(scene.store().list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(2));
        assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
        assertThat(folder.resolve("outside/precious")).hasContent("x");
    }

    @Test
    void halfWrittenNotesAreGoneAndTheOldOnesStay() throws IOException {
        scene.store().annotate(BackupMaker.id(1), notes -> notes.withNote("old"));
        Files.writeString(partial(BackupMaker.id(1) + ".notes"), "{\"note\":\"ne");
        scene.reopen();
        assertThat(scene.store().residue()).isEmpty();
        assertThat(scene.store().get(BackupMaker.id(1)).notes().note()).isEqualTo("old");
    }

    @Test
    void whatIsLeftIsToldAndRemovedWhileOpenToo() throws IOException {
        Files.createDirectories(partial("strange/deep"));
        Files.writeString(partial("strange/deep/file"), "x");
        try (BackupDraft draft = scene.store().begin(BackupMaker.id(2))) {
            assertThat(scene.store().residue()).containsExactly("strange");
            assertThat(scene.store().cleanUp()).containsExactly("strange");
            assertThat(partial(BackupMaker.id(2).value())).exists();
            assertThat(draft).isNotNull();
        }
        assertThat(scene.store().residue()).isEmpty();
    }

    @Test
    void aBackupThatTookThePlaceMeanwhileIsNotOverwritten() throws IOException {
        try (BackupDraft draft = scene.store().begin(BackupMaker.id(2));
                var tree = scene.live().tree()) {
            draft.write(tree, null, new RecordingListener(), Progress.NONE);
            Files.createDirectory(scene.backup(2));
            assertThatThrownBy(() -> draft.commit(BackupMaker.manifest(BackupMaker.id(2)), Notes.NONE))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(scene.backup(2)).isEmptyDirectory();
    }
}
