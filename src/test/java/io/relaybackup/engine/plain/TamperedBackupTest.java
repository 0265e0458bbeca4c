package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.CorruptBackupException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TamperedBackupTest {

    private final PlainScene scene;

    TamperedBackupTest(@TempDir Path folder) throws IOException {
        this.scene = new PlainScene(folder);
    }

    @BeforeEach
    void make() throws IOException {
        scene.live()
                .file("a", "1234")
                .file("d/na%FFme", "5678")
                .file("d/other", "other")
                .symlink("link", "a")
                .directory("empty");
        scene.make(1);
        assertThat(scene.damages(1, VerifyLevel.DATA)).isEmpty();
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private Path at(String name) {
        return new io.relaybackup.engine.store.LiveFolder(scene.backup(1)).at(name);
    }

    private void assertDamages(VerifyLevel level, String... pathsAndMessages) throws IOException {
        List<String> found = new ArrayList<>();
        for (Damage damage : scene.damages(1, level)) {
            found.add(damage.path() + " " + damage.message());
        }
        assertThat(found).containsExactly(pathsAndMessages);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup-manifest.json", ".backup/entries.jsonl", ".backup/checksums.sha256"})
    void aRecordThatIsNotAsItWasWrittenIsRefused(String record) throws IOException {
        Path file = at(record);
        byte[] bytes = Files.readAllBytes(file);
        assertRecordsHold();

        byte[] changed = bytes.clone();
        // The checksums of the records are the last lines.
        changed[changed.length - 90] ^= 1;
        Files.write(file, changed);
        assertRecordsDamaged();

        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertRecordsDamaged();

        Files.delete(file);
        assertRecordsDamaged();

        Files.write(file, bytes);
        assertRecordsHold();
    }

    private void assertRecordsHold() throws IOException {
        scene.reopen().checkRecords(BackupMaker.id(1));
    }

    private void assertRecordsDamaged() throws IOException {
        PlainStore store = scene.reopen();
        assertThatThrownBy(() -> store.checkRecords(BackupMaker.id(1))).isInstanceOf(CorruptBackupException.class);
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(at("d/na%FFme"));
        assertDamages(VerifyLevel.STRUCTURE, "d/na%FFme is missing");
        assertDamages(VerifyLevel.DATA, "d/na%FFme is missing");
    }

    @Test
    void aMissingDirectoryIsNamedWithAllBelow() throws IOException {
        Files.move(at("d"), scene.backups().resolve("elsewhere"));
        assertDamages(VerifyLevel.STRUCTURE, "d is missing", "d/na%FFme is missing", "d/other is missing");
    }

    @Test
    void aChangedByteIsFoundAtLevelDataOnly() throws IOException {
        Files.writeString(at("a"), "1239");
        assertDamages(VerifyLevel.STRUCTURE);
        assertDamages(VerifyLevel.DATA, "a differs from its checksum");
    }

    @Test
    void aChangedSizeIsNamed() throws IOException {
        Files.writeString(at("a"), "12345");
        assertDamages(VerifyLevel.STRUCTURE, "a has 5 bytes, 4 are recorded");
    }

    @Test
    void whatWasAddedIsNamed() throws IOException {
        Files.writeString(at("a%0Ab"), "x");
        Files.createDirectories(at("d/x/y"));
        Files.writeString(at("zz"), "x");
        Files.writeString(at(".backup/extra"), "x");
        assertDamages(
                VerifyLevel.STRUCTURE,
                ".backup/extra does not belong there",
                "a%0Ab is not recorded",
                "d/x is not recorded",
                "zz is not recorded");
    }

    @Test
    void anotherTypeIsNamed() throws IOException {
        Files.delete(at("a"));
        Files.createSymbolicLink(at("a"), Path.of("d/other"));
        Files.delete(at("empty"));
        Files.writeString(at("empty"), "");
        assertDamages(
                VerifyLevel.DATA,
                "a is a symlink and is recorded as a file",
                "empty is a file and is recorded as a directory");
    }

    @Test
    @RequiresTool("mkfifo")
    void aFifoInAFilesPlaceIsNamedAndNotWaitedFor() throws Exception {
        Files.delete(at("a"));
        assertThat(new ProcessBuilder("mkfifo", at("a").toString()).start().waitFor())
                .isZero();
        assertDamages(VerifyLevel.DATA, "a is a fifo and is recorded as a file");
        try (FileTree backup = scene.store().open(BackupMaker.id(1))) {
            Entry file = Objects.requireNonNull(backup.find(TreePath.of("a")));
            assertThatThrownBy(() -> backup.open(file)).isInstanceOf(CorruptBackupException.class);
        }
    }

    @Test
    void aSymlinkThatLeadsElsewhereIsNamed() throws IOException {
        Files.delete(at("link"));
        Files.createSymbolicLink(at("link"), Path.of("d/other"));
        assertDamages(VerifyLevel.STRUCTURE, "link leads to 'd/other', recorded is 'a'");
    }

    @Test
    void anEditedManifestIsNamed() throws IOException {
        Path manifest = at("backup-manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("\"hostname\": \"host\"", "\"hostname\": \"hose\""));
        assertDamages(
                VerifyLevel.STRUCTURE,
                "backup-manifest.json has another checksum in .backup/checksums.sha256 than is known of it");
    }

    @Test
    void aManifestThatIsNoneDoesNotHideTheBackup() throws IOException {
        Files.writeString(at("backup-manifest.json"), "{");
        StoredBackup listed = scene.reopen().get(BackupMaker.id(1));
        assertThat(listed.status()).isEqualTo(BackupStatus.INCOMPLETE);
        assertThat(listed.external()).isFalse();
        assertThat(scene.damages(1, VerifyLevel.STRUCTURE))
                .extracting(Damage::path)
                .containsOnly("backup-manifest.json");
        Files.delete(at("backup-manifest.json"));
        assertThat(scene.reopen().get(BackupMaker.id(1)).status()).isEqualTo(BackupStatus.INCOMPLETE);
        assertThat(scene.damages(1, VerifyLevel.STRUCTURE))
                .containsExactly(new Damage("backup-manifest.json", "is missing"));
        assertThatThrownBy(() -> scene.store().manifest(BackupMaker.id(1))).isInstanceOf(CorruptBackupException.class);
    }

    @Test
    void aManifestOfAnotherBackupIsNamed() throws IOException {
        scene.make(2);
        Files.copy(
                scene.backup(2).resolve("backup-manifest.json"),
                at("backup-manifest.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(scene.damages(1, VerifyLevel.STRUCTURE))
                .contains(new Damage(
                        "backup-manifest.json", "is of " + BackupMaker.id(2) + ", not of " + BackupMaker.id(1)));
    }

    @Test
    void notesThatAreNoneHoldTheBackupUntilTheyAreReplaced() throws IOException {
        Files.writeString(at(".backup/notes.json"), "{\"tags\":[\"no good\"]}");
        assertThat(scene.reopen().get(BackupMaker.id(1)).notes().hold()).isNotNull();
        assertThat(scene.damages(1, VerifyLevel.STRUCTURE))
                .extracting(Damage::path)
                .containsExactly(".backup/notes.json");
        scene.store().annotate(BackupMaker.id(1), notes -> notes.withHold(null));
        assertThat(scene.damages(1, VerifyLevel.STRUCTURE)).isEmpty();
    }

    @Test
    void anEditedRecordIsNamed() throws IOException {
        Path record = at(".backup/entries.jsonl");
        String text = Files.readString(record);
        Files.writeString(record, text.replaceFirst("\"mode\":\"0644\"", "\"mode\":\"0600\""));
        assertThat(Files.readString(record)).isNotEqualTo(text);
        assertDamages(
                VerifyLevel.STRUCTURE,
                ".backup/entries.jsonl has another checksum in .backup/checksums.sha256 than is known of it");
    }

    @Test
    void aCutOrMissingRecordIsNamedAndNothingIsReadFromIt() throws IOException {
        Path record = at(".backup/entries.jsonl");
        String text = Files.readString(record);
        Files.writeString(record, text.substring(0, text.length() / 2));
        assertThat(scene.damages(1, VerifyLevel.STRUCTURE))
                .extracting(Damage::path)
                .containsExactly(".backup/entries.jsonl");
        assertThatThrownBy(() -> scene.store().open(BackupMaker.id(1))).isInstanceOf(CorruptBackupException.class);
        Files.delete(record);
        assertThat(scene.reopen().get(BackupMaker.id(1)).external()).isFalse();
        assertThat(scene.damages(1, VerifyLevel.STRUCTURE))
                .extracting(Damage::path)
                .containsExactly(".backup/entries.jsonl");
        assertThatThrownBy(() -> scene.store().open(BackupMaker.id(1))).isInstanceOf(CorruptBackupException.class);
    }

    @Test
    void checksumsThatDoNotAgreeWithTheRecordAreNamed() throws IOException {
        Path checksums = at(".backup/checksums.sha256");
        byte[] text = Files.readAllBytes(checksums);
        text[0] = (byte) (text[0] == '0' ? '1' : '0');
        Files.write(checksums, text);
        assertDamages(VerifyLevel.STRUCTURE, "a has another checksum in .backup/checksums.sha256 than is known of it");
        Files.write(checksums, new byte[0]);
        assertDamages(VerifyLevel.STRUCTURE, ".backup/checksums.sha256 ends too early");
        Files.delete(checksums);
        assertDamages(VerifyLevel.STRUCTURE, ".backup/checksums.sha256 is missing");
    }

    @Test
    void readingAMissingOrCutFileIsDamageThatNamesIt() throws IOException {
        Files.delete(at("a"));
        Files.writeString(at("d/other"), "oth");
        try (FileTree backup = scene.store().open(BackupMaker.id(1))) {
            for (String path : List.of("a", "d/other")) {
                Entry file = Objects.requireNonNull(backup.find(TreePath.of(path)));
                assertThatThrownBy(() -> backup.open(file))
                        .isInstanceOf(CorruptBackupException.class)
                        .hasMessageContaining(path);
            }
            try (PlainStore other = PlainStore.open(
                    scene.backups().resolveSibling("other"), "here", io.relaybackup.engine.store.LiveFolder.CLOCK)) {
                var listener = new io.relaybackup.engine.store.RecordingListener();
                BackupMaker.make(other, BackupMaker.id(1), backup, null, listener);
                assertThat(listener.failures()).containsOnlyKeys("a", "d/other");
                assertThat(listener.failures().values()).allMatch(CorruptBackupException.class::isInstance);
            }
        }
    }

    @Test
    void aSymlinkInADirectorysPlaceIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(scene.backups().resolveSibling("outside"));
        Files.writeString(outside.resolve("other"), "other");
        Files.writeString(outside.resolve("na"), "5678");
        try (FileTree backup = scene.store().open(BackupMaker.id(1))) {
            Entry file = Objects.requireNonNull(backup.find(TreePath.of("d/other")));
            Files.move(at("d"), scene.backups().resolveSibling("moved"));
            Files.createSymbolicLink(at("d"), outside);
            assertThatThrownBy(() -> backup.open(file)).isInstanceOf(CorruptBackupException.class);
        }
        assertDamages(
                VerifyLevel.DATA,
                "d is a symlink and is recorded as a directory",
                "d/na%FFme is missing",
                "d/other is missing");
    }

    @Test
    void verifyingCanBeCancelled() {
        AtomicInteger calls = new AtomicInteger();
        Progress cancelled = new Progress() {
            @Override
            public void advance(long files, long bytes) {}

            @Override
            public void checkCancelled() {
                if (calls.incrementAndGet() > 3) {
                    throw new CancellationException();
                }
            }
        };
        assertThatThrownBy(() -> scene.store().verify(BackupMaker.id(1), VerifyLevel.DATA, cancelled))
                .isInstanceOf(CancellationException.class);
    }
}
