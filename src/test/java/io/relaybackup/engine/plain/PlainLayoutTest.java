package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.directory.Inode;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainLayoutTest {

    private final Path folder;

    private final PlainScene scene;

    PlainLayoutTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.scene = new PlainScene(folder);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private LiveFolder data() throws IOException {
        return scene.live()
                .file("blockchain/chain.jsonl", "{\"n\":1}\n{\"n\":2}\n")
                .file("users/users.json", "{}")
                .file("na%FFme", "raw")
                .file("line%0Abreak%0D%5Cn", "escaped")
                .file("%20 leading", "spaces")
                .directory("empty")
                .symlink("link", "users/users.json");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theStoreAndTheBackupLookAsDocumented() throws IOException {
        scene.live().file("blockchain/chain.jsonl", "{}\n").file("biometric-encryption-key.dat", "k");
        scene.make(1);
        assertThat(names(scene.backups())).containsExactly(".lock", ".partial", "backup-2026-11-24T03-00-00-000Z");
        assertThat(names(scene.backups().resolve(".partial"))).isEmpty();
        assertThat(names(scene.backup(1)))
                .containsExactly(".backup", "backup-manifest.json", "biometric-encryption-key.dat", "blockchain");
        assertThat(names(scene.backup(1).resolve(".backup")))
                .containsExactly("checksums.sha256", "entries.jsonl", "notes.json");
    }

    @Test
    void nobodyElseCanReadAnyOfIt() throws IOException {
        data();
        Files.setPosixFilePermissions(
                scene.live().at("users/users.json"), PosixFilePermissions.fromString("rwxrwxrwx"));
        scene.make(1);
        try (Stream<Path> all = Files.walk(scene.backups())) {
            for (Path each : all.filter(p -> !Files.isSymbolicLink(p)).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as(each.toString())
                        .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
            }
        }
        assertThat(scene.store().permissionWarning()).isEmpty();
    }

    @Test
    void aFolderThatIsOpenToOthersIsKeptSoAndSaid() throws IOException {
        Path shared = Files.createDirectory(
                folder.resolve("shared"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        try (PlainStore store = PlainStore.open(shared, "here", LiveFolder.CLOCK)) {
            assertThat(store.permissionWarning())
                    .hasValueSatisfying(text -> assertThat(text).contains("rwxr-x---"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void missingParentsOfTheFolderAreMade() throws IOException {
        try (PlainStore store = PlainStore.open(folder.resolve("a/b/c"), "here", LiveFolder.CLOCK)) {
            assertThat(store.list()).isEmpty();
        }
    }

    @Test
    void copyingTheFilesRestoresThemBitForBit() throws Exception {
        data();
        scene.make(1);
        Path target = Files.createDirectory(folder.resolve("restored"));
        run(folder, "cp", "-r", scene.backup(1) + "/.", target.toString());
        try (Stream<Path> all = Files.walk(target.resolve(".backup"))) {
            all.sorted((a, b) -> b.compareTo(a)).forEach(PlainLayoutTest::delete);
        }
        delete(target.resolve("backup-manifest.json"));
        run(folder, "diff", "-r", "--no-dereference", scene.live().path().toString(), target.toString());
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @RequiresTool("sha256sum")
    void sha256sumChecksEveryRegularFile() throws Exception {
        data();
        scene.make(1);
        run(scene.backup(1), "sha256sum", "--check", "--strict", "--quiet", ".backup/checksums.sha256");
        String listed =
                Files.readString(scene.backup(1).resolve(".backup/checksums.sha256"), StandardCharsets.ISO_8859_1);
        assertThat(listed.lines().map(line -> line.substring(line.indexOf("  ") + 2)))
                .containsExactly(
                        "  leading",
                        "line\\nbreak\\r\\\\n",
                        "na\u00ffme",
                        "blockchain/chain.jsonl",
                        "users/users.json",
                        "backup-manifest.json",
                        ".backup/entries.jsonl");
    }

    @Test
    void anUnchangedFileIsOneFileWithTheBackupBefore() throws IOException {
        data();
        scene.make(1);
        scene.live().file("users/users.json", "{\"new\":1}");
        scene.make(2);
        assertThat(inode(2, "blockchain/chain.jsonl")).isEqualTo(inode(1, "blockchain/chain.jsonl"));
        assertThat(inode(2, "na%FFme")).isEqualTo(inode(1, "na%FFme"));
        assertThat(inode(2, "users/users.json")).isNotEqualTo(inode(1, "users/users.json"));
        assertThat(Files.readString(scene.backup(1).resolve("users/users.json")))
                .isEqualTo("{}");
    }

    @Test
    void aChangedModeIsRecordedWithoutTouchingTheBackupBefore() throws IOException {
        data();
        scene.make(1);
        Files.setPosixFilePermissions(
                scene.live().at("users/users.json"), PosixFilePermissions.fromString("r--r--r--"));
        RecordingListener second = scene.make(2);
        assertThat(second.files()).containsEntry("users/users.json", ChangeClass.CHANGED);
        for (int number : List.of(1, 2)) {
            assertThat(Files.getPosixFilePermissions(scene.backup(number).resolve("users/users.json")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        try (FileTree source = scene.live().tree();
                FileTree backup = scene.store().open(BackupMaker.id(2))) {
            assertThat(TreeText.of(backup)).isEqualTo(TreeText.of(source));
        }
    }

    @Test
    void withoutAPreviousNothingIsShared() throws IOException {
        data();
        scene.make(1);
        scene.make(2, null);
        assertThat(inode(2, "blockchain/chain.jsonl")).isNotEqualTo(inode(1, "blockchain/chain.jsonl"));
    }

    @Test
    void hardLinksOfTheSourceAreHardLinksInTheBackup() throws IOException {
        scene.live().file("a/first", "content").directory("b").hardLink("b/second", "a/first");
        for (int i = 0; i < 600; i++) {
            scene.live().hardLink("b/more-" + i, "a/first");
        }
        scene.make(1);
        assertThat(inode(1, "b/second")).isEqualTo(inode(1, "a/first"));
        assertThat(Inode.of(scene.backup(1).resolve("a/first")).links()).isEqualTo(602);
        scene.make(2);
        assertThat(inode(2, "b/more-599")).isEqualTo(inode(1, "a/first"));
        assertThat(scene.damages(2, VerifyLevel.DATA)).isEmpty();
    }

    @Test
    void filesKeepTheirTimes() throws IOException {
        data();
        scene.make(1);
        assertThat(Files.getLastModifiedTime(scene.backup(1).resolve("users/users.json")))
                .isEqualTo(Files.getLastModifiedTime(scene.live().at("users/users.json")));
    }

    @Test
    void symlinksAreKeptAsTheyAre() throws IOException {
        scene.live().symlink("out", "/no/such/place").symlink("loop", "loop");
        scene.make(1);
        assertThat(Files.readSymbolicLink(scene.backup(1).resolve("out"))).hasToString("/no/such/place");
        assertThat(Files.exists(scene.backup(1).resolve("loop"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void aLargeFileIsWrittenWhole() throws IOException {
        byte[] large = new byte[80 * 1024 * 1024 + 17];
        new java.util.Random(1).nextBytes(large);
        scene.live().file("large.bin", large);
        scene.make(1);
        assertThat(Files.mismatch(scene.live().at("large.bin"), scene.backup(1).resolve("large.bin")))
                .isEqualTo(-1);
        assertThat(scene.damages(1, VerifyLevel.DATA)).isEmpty();
    }

    private long inode(int number, String path) throws IOException {
        return Inode.of(new LiveFolder(scene.backup(number)).at(path)).number();
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
