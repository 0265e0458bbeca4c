package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkFallbackTest {

    @TempDir
    private Path folder;

    private PlainScene scene(String refusal) throws IOException {
        Linker refusing = (name, existing) -> {
            throw new FileSystemException(name.toString(), existing.toString(), refusal);
        };
        return new PlainScene(folder, new PlainSettings(2, Durability.eachFile(4), refusing));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Too many links",
                "Operation not permitted",
                "Invalid cross-device link",
                "Operation not supported"
            })
    void whereLinksFailFilesAreCopiedFromTheBackupBefore(String refusal) throws IOException {
        try (PlainScene scene = scene(refusal)) {
            scene.live().file("a", "1").file("d/b", "22").hardLink("d/c", "a");
            scene.make(1);
            RecordingListener second = scene.make(2);
            assertThat(second.files())
                    .isEqualTo(Map.of(
                            "a", ChangeClass.UNCHANGED, "d/b", ChangeClass.UNCHANGED, "d/c", ChangeClass.UNCHANGED));
            assertThat(second.storedBytes()).isEqualTo(4);
            assertThat(Inode.of(scene.backup(2).resolve("a")).links()).isEqualTo(1);
            assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
            try (FileTree source = scene.live().tree();
                    FileTree backup = scene.store().open(BackupMaker.id(2))) {
                assertThat(TreeText.of(backup)).isEqualTo(TreeText.of(source));
            }
        }
    }

    @Test
    void aCopyOfADamagedFileIsNotTakenOver() throws IOException {
        try (PlainScene scene = scene("Too many links")) {
            scene.live().file("a", "right");
            scene.make(1);
            Files.writeString(scene.backup(1).resolve("a"), "wrong");
            RecordingListener second = scene.make(2);
            assertThat(second.files()).isEqualTo(Map.of("a", ChangeClass.CHANGED));
            assertThat(scene.backup(2).resolve("a")).hasContent("right");
        }
    }

    @Test
    void aFileThatSomebodyHasWrittenToIsNotTakenOver() throws IOException {
        try (PlainScene scene = new PlainScene(folder)) {
            LiveFolder live = scene.live().file("a", "right").file("fine", "fine");
            Files.setLastModifiedTime(live.at("a"), FileTime.from(Instant.parse("2026-01-01T00:00:00.123456789Z")));
            scene.make(1);
            Files.writeString(scene.backup(1).resolve("a"), "wrong");
            RecordingListener second = scene.make(2);
            assertThat(second.files()).isEqualTo(Map.of("a", ChangeClass.CHANGED, "fine", ChangeClass.UNCHANGED));
            assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
        }
    }

    @Test
    void whatIsMissingOrCutInTheBackupBeforeIsReadFromTheSource() throws IOException {
        try (PlainScene scene = new PlainScene(folder)) {
            scene.live().file("cut", "whole").file("gone", "there").file("fine", "fine");
            scene.make(1);
            Files.writeString(scene.backup(1).resolve("cut"), "who");
            Files.delete(scene.backup(1).resolve("gone"));
            RecordingListener second = scene.make(2);
            assertThat(second.files())
                    .isEqualTo(Map.of(
                            "cut", ChangeClass.CHANGED, "gone", ChangeClass.CHANGED, "fine", ChangeClass.UNCHANGED));
            assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
        }
    }

    @Test
    void aDamagedRecordOfTheBackupBeforeOnlyCostsTime() throws IOException {
        try (PlainScene scene = new PlainScene(folder)) {
            scene.live().file("a", "1").file("b", "2").file("c", "3");
            scene.make(1);
            Path record = scene.backup(1).resolve(".backup/entries.jsonl");
            Files.writeString(record, Files.readString(record).replace("\"name\":\"b\"", "\"name\":/b\""));
            RecordingListener second = scene.make(2);
            assertThat(second.files())
                    .isEqualTo(Map.of("a", ChangeClass.UNCHANGED, "b", ChangeClass.NEW, "c", ChangeClass.NEW));
            Files.delete(scene.backup(2).resolve(".backup/entries.jsonl"));
            assertThat(scene.make(3).files().values()).containsOnly(ChangeClass.NEW);
            assertThat(scene.damages(3, VerifyLevel.DATA)).isEmpty();
        }
    }

    @Test
    void whenThereIsNoSpaceTheDraftGoesAndEarlierBackupsStay() throws IOException {
        try (PlainScene scene = scene("No space left on device")) {
            scene.live().file("a", "1");
            scene.make(1);
            assertThatThrownBy(() -> scene.make(2))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(scene.store().list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(1));
            assertThat(scene.store().residue()).isEmpty();
            assertThat(scene.damages(1, VerifyLevel.DATA)).isEmpty();
            // Space is back: nothing is linked, so nothing is asked of the link that fails.
            scene.make(2, null);
            assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
        }
    }

    @Test
    void whatCannotBeForcedIsNoBackup() throws IOException {
        Durability failing = root -> {
            throw new IOException("Input/output error");
        };
        try (PlainScene scene = new PlainScene(folder, new PlainSettings(2, failing, Files::createLink))) {
            scene.live().file("a", "1");
            assertThatThrownBy(() -> scene.make(1)).hasMessage("Input/output error");
            assertThat(scene.reopen().list()).isEmpty();
            assertThat(scene.store().residue()).isEmpty();
        }
    }
}
