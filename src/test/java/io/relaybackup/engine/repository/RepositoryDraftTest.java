package io.relaybackup.engine.repository;

import static io.relaybackup.engine.repository.RepositoryScene.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryDraftTest {

    @TempDir
    private Path folder;

    @Test
    void reliesOnNothingThatWasTakenAwayBeforeItsLockHeld() throws IOException {
        try (RepositoryScene scene = RepositoryScene.create(Files.createDirectory(folder.resolve("data")))) {
            scene.live().file("a", noise(1, 10_000));
            BackupId first = scene.backup(1);
            BackupId second = BackupMaker.id(2);
            try (RepositoryStore store = scene.store();
                    BackupDraft draft = store.begin(second);
                    FileTree tree = scene.live().tree()) {
                draft.write(tree, first, new RecordingListener(), Progress.NONE);
                StorageName index = scene.files(FileKind.INDEX).get(0);
                byte[] replaced = scene.memory().content(index);
                scene.memory().delete(index);
                assertThatThrownBy(() -> draft.commit(BackupMaker.manifest(second), Notes.NONE))
                        .isInstanceOf(StoreLockedException.class);
                scene.memory().bytes().put(index, replaced);
                assertThat(store.list()).hasSize(1);
            }
            scene.assertIntact(first);
        }
    }
}
