package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainTrashTest {

    private static final Instant DELETED = Instant.parse("2026-12-24T18:30:15.123Z");

    private static final BackupId FIRST = BackupMaker.id(1);

    private final PlainScene scene;

    PlainTrashTest(@TempDir Path folder) throws IOException {
        this.scene = new PlainScene(folder);
    }

    @BeforeEach
    void makeTwo() throws IOException {
        scene.live().file("a", "1").file("d/b", "2");
        scene.make(1);
        scene.make(2);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private Path trashed(int number) {
        return scene.backups().resolve(".trash").resolve(BackupMaker.id(number).value());
    }

    private Path partial(String name) {
        return scene.backups().resolve(".partial").resolve(name);
    }

    @Test
    void theTrashIsAFolderOfWholeBackupsThatNobodyElseReads() throws IOException {
        assertThat(scene.backups().resolve(".trash")).doesNotExist();
        scene.store().discard(FIRST, DELETED);
        assertThat(scene.backup(1)).doesNotExist();
        assertThat(trashed(1).resolve("d/b")).hasContent("2");
        assertThat(Files.getPosixFilePermissions(scene.backups().resolve(".trash")))
                .hasSize(3);
        assertThat(Files.readString(trashed(1).resolve(".backup/notes.json")))
                .contains("\"deleted\": \"2026-12-24T18:30:15.123Z\"");
        scene.store().undelete(FIRST);
        assertThat(Files.readString(scene.backup(1).resolve(".backup/notes.json")))
                .doesNotContain("deleted");
        scene.store().discard(FIRST, DELETED);
        scene.store().purge(FIRST);
        try (Stream<Path> left = Files.list(scene.backups().resolve(".trash"))) {
            assertThat(left).isEmpty();
        }
        assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
    }

    @Test
    void whatSomebodyMovedThereByHandWasDeletedWhenTheyDid() throws IOException {
        Instant before = Instant.now().minusSeconds(2);
        Files.createDirectory(scene.backups().resolve(".trash"));
        Files.move(scene.backup(1), trashed(1));
        scene.reopen();
        assertThat(scene.store().trash())
                .singleElement()
                .satisfies(backup -> assertThat(backup.deleted())
                        .isBetween(before, Instant.now().plusSeconds(2)));
        scene.store().undelete(FIRST);
        assertThat(scene.store().list()).hasSize(2);
    }

    @Test
    void aDeletionThatWasNotedAndThenCutShortIsNone() throws IOException {
        scene.store().discard(FIRST, DELETED);
        scene.store().close();
        Files.move(trashed(1), scene.backup(1));
        scene.reopen();
        assertThat(scene.store().list()).hasSize(2);
        assertThat(scene.store().trash()).isEmpty();
        scene.store().annotate(FIRST, notes -> notes.withNote("kept"));
        assertThat(scene.store().get(FIRST).deleted()).isNull();
        scene.store().discard(FIRST, DELETED.plusSeconds(1));
        assertThat(scene.store().trash()).extracting(StoredBackup::deleted).containsExactly(DELETED.plusSeconds(1));
    }

    @Test
    void aPurgeThatWasCutShortIsFinishedAtTheNextStart() throws IOException {
        scene.store().discard(FIRST, DELETED);
        Files.move(trashed(1), partial(FIRST + ".removed"));
        Files.delete(partial(FIRST + ".removed").resolve("d/b"));
        scene.reopen();
        assertThat(scene.store().trash()).isEmpty();
        assertThat(scene.store().list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(2));
        assertThat(scene.store().residue()).isEmpty();
        assertThat(partial(FIRST + ".removed")).doesNotExist();
        assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
    }

    @Test
    void whatIsNoBackupIsLeftAloneInTheTrashToo() throws IOException {
        scene.store().discard(FIRST, DELETED);
        Path strange = Files.createDirectory(scene.backups().resolve(".trash/strange"));
        Path empty = Files.createDirectory(trashed(7));
        scene.reopen();
        assertThat(scene.store().trash()).extracting(StoredBackup::id).containsExactly(FIRST);
        assertThat(scene.store().cleanUp()).isEmpty();
        assertThat(strange).exists();
        assertThat(empty).exists();
    }

    @Test
    void aBackupOfTheScriptGoesAndComesBackToo() throws IOException {
        BackupId id = BackupMaker.id(9);
        Files.createDirectory(scene.backup(9));
        Files.writeString(scene.backup(9).resolve("backup-manifest.json"), """
                {"timestamp":"2026-12-02T03:00:00.000Z","backupPath":"/x","projectRoot":"/p","dataDirectory":"/d",
                 "results":[],"summary":{"total":0,"successful":0,"failed":0}}""");
        scene.reopen();
        assertThat(scene.store().get(id).external()).isTrue();
        scene.store().discard(id, DELETED);
        assertThat(scene.reopen().trash()).singleElement().satisfies(backup -> {
            assertThat(backup.external()).isTrue();
            assertThat(backup.deleted()).isEqualTo(DELETED);
        });
        assertThat(scene.store()
                        .verify(id, VerifyLevel.STRUCTURE, Progress.NONE)
                        .isIntact())
                .isTrue();
        assertThat(scene.store().undelete(id).external()).isTrue();
    }
}
