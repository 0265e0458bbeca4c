package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.chunk.Chunker;
import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whole backups, with the original as the judge, in both directions. */
@RequiresTool("restic")
class ResticBackupsTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    private Restic restic;
    private RepositoryStore store;
    private LiveFolder live;

    @BeforeEach
    void open() throws IOException {
        restic = new Restic(
                folder.resolve("repository"), new String(RepositoryStoreTest.PASSWORD, StandardCharsets.UTF_8));
        store = openStore();
        live = motley();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private RepositoryStore openStore() throws IOException {
        RepositoryOptions usual = RepositoryStoreTest.options(folder.resolve("memory"));
        return RepositoryStore.open(
                LocalStorage.open(folder.resolve("repository")),
                RepositoryStoreTest.PASSWORD,
                true,
                () -> new Scrypt(Scrypt.LOWEST_COST, 8, 1),
                new RepositoryOptions(
                        usual.host(),
                        usual.systemHost(),
                        usual.username(),
                        usual.program(),
                        Owners.read(Path.of("/etc/passwd"), Path.of("/etc/group")),
                        ZoneId.systemDefault(),
                        4 * MIB,
                        usual.compression(),
                        usual.threads(),
                        usual.lockPatience(),
                        usual.memory()),
                () -> new long[] {-1, -1},
                Clock.systemUTC());
    }

    private LiveFolder motley() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        LiveFolder made = new LiveFolder(folder.resolve("data"));
        made.file("blockchain/chain.jsonl", "{\"a\":1}\n".repeat(1000))
                .file("blockchain/empty", "")
                .file("na%FFme%0A%5C%0D\"<&>", "raw")
                .file("ünïcode/\u2028 and space", "{}")
                .file("sizes/512K", random(Chunker.SHORTEST))
                .file("sizes/8M", random(Chunker.LONGEST))
                .file("sizes/8M+1", random(Chunker.LONGEST + 1))
                .file("sizes/zeros", new byte[3 * MIB])
                .directory("empty/below")
                .symlink("dangling", "no/where")
                .hardLink("a-hard-link", "blockchain/chain.jsonl");
        Files.setPosixFilePermissions(made.at("blockchain/empty"), PosixFilePermissions.fromString("r--rw-rwx"));
        Files.setAttribute(made.at("blockchain/chain.jsonl"), "unix:mode", 06755);
        Files.setLastModifiedTime(
                made.at("empty/below"), FileTime.from(Instant.ofEpochSecond(1_000_000_000, 123_456_789)));
        Files.setLastModifiedTime(made.at("sizes/zeros"), FileTime.from(Instant.ofEpochSecond(-1_000_000)));
        Files.getFileAttributeView(made.at("sizes/512K"), UserDefinedFileAttributeView.class)
                .write("comment", ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
        return made;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static List<String> text(Path directory) throws IOException {
        try (FileTree tree = DirectoryTree.open(
                directory, CaptureRules.EVERYTHING, CaptureSettings.defaults(), problem -> {}, LiveFolder.CLOCK)) {
            return TreeText.of(tree).stream()
                    .filter(line -> !line.startsWith("backup-manifest.json "))
                    .toList();
        }
    }

    @Test
    void resticChecksAndRestoresWhatWeMade() throws Exception {
        BackupMaker.make(store, BackupMaker.id(1), live, null);
        live.file("blockchain/chain.jsonl", "{\"a\":1}\n".repeat(1001)).file("new", "new");
        BackupMaker.make(store, BackupMaker.id(2), live, BackupMaker.id(1));

        restic.run("check", "--read-data");
        assertThat(restic.run("ls", "latest"))
                .contains("/backup-manifest.json")
                .contains("/ünïcode/\u2028 and space")
                .contains("/sizes/8M+1");
        Path restored = folder.resolve("restored");
        restic.run("restore", "latest", "--target", restored.toString());
        assertThat(text(restored)).isEqualTo(text(live.path()));
        Path first = folder.resolve("first");
        restic.run("restore", snapshotOf(BackupMaker.id(1)), "--target", first.toString());
        assertThat(Files.size(first.resolve("blockchain/chain.jsonl"))).isEqualTo(8000);
        assertThat(Files.exists(first.resolve("new"))).isFalse();
    }

    private String snapshotOf(BackupId id) throws Exception {
        for (JsonNode snapshot : Json.MAPPER.readTree(restic.run("snapshots", "--json"))) {
            Instant time = OffsetDateTime.parse(snapshot.get("time").asString()).toInstant();
            if (time.equals(id.time())) {
                return snapshot.get("short_id").asString();
            }
        }
        throw new AssertionError("restic has no snapshot of " + id.time());
    }

    @Test
    void resticFindsAllContentThereAlready() throws Exception {
        BackupMaker.make(store, BackupMaker.id(1), live, null);
        long before = packBytes();
        restic.run("backup", live.path().toString());
        assertThat(packBytes() - before).isLessThan(20_000);
    }

    @Test
    void weFindAllContentOfResticsThereAlready() throws Exception {
        restic.run("backup", live.path().toString());
        long before = packBytes();
        BackupMaker.make(store, BackupMaker.id(1), live, null);
        assertThat(packBytes() - before).isLessThan(20_000);
        restic.run("check", "--read-data");
    }

    private long packBytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("repository/data"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    @Test
    void whatResticMadeIsAnExternalBackup() throws Exception {
        restic.run(
                "backup",
                "--tag",
                "a tag with spaces",
                "--tag",
                "x=1",
                live.path().toString());
        assertThat(store.list()).hasSize(1);
        StoredBackup backup = store.list().get(0);
        assertThat(backup.external()).isTrue();
        assertThat(backup.notes().tags()).containsExactly("x=1");
        assertThat(backup.manifest().dataDirectory()).isEqualTo(live.path().toString());
        try (FileTree tree = store.open(backup.id())) {
            assertThat(TreeText.of(tree)).isEqualTo(text(live.path()));
        }
        assertThat(store.verify(backup.id(), VerifyLevel.DATA, Progress.NONE).damages())
                .isEmpty();
        store.annotate(backup.id(), notes -> notes.withTags(List.of("y")).withNote("a note, with a comma"));
        assertThat(restic.run("snapshots")).contains("a tag with spaces").contains("relay.note=a%20note%2C");
        assertThat(store.get(backup.id()).notes().note()).isEqualTo("a note, with a comma");
        restic.run("check");
    }

    @Test
    @RequiresTool(Restic.RECENT)
    void whatResticRewritesAndKeepsStaysTwoBackups() throws Exception {
        Restic recent = new Restic(
                Restic.RECENT,
                folder.resolve("repository"),
                new String(RepositoryStoreTest.PASSWORD, StandardCharsets.UTF_8));
        restic.run("backup", live.path().toString());
        BackupId whole = store.list().get(0).id();
        recent.run("rewrite", "--exclude", "blockchain");
        recent.run("rewrite", "--exclude", "sizes", String.valueOf(whole.snapshot()));

        assertThat(store.list()).hasSize(3);
        try (FileTree tree = store.open(whole)) {
            assertThat(TreeText.of(tree)).isEqualTo(text(live.path()));
        }
        BackupId rewritten = store.list().stream()
                .map(StoredBackup::id)
                .filter(id -> !id.equals(whole))
                .findFirst()
                .orElseThrow();
        store.annotate(rewritten, notes -> notes.withNote("the smaller one"));
        assertThat(store.get(rewritten).notes().note()).isEqualTo("the smaller one");
        assertThat(store.residue()).isEmpty();
        assertThat(store.cleanUp()).isEmpty();
        store.remove(rewritten);
        assertThat(store.list()).extracting(StoredBackup::id).contains(whole).hasSize(2);
        assertThat(recent.run("snapshots")).contains("2 snapshots");
    }

    @Test
    void resticForgetsAndPrunesAndWeGoOn() throws Exception {
        BackupMaker.make(store, BackupMaker.id(1), live, null);
        live.file("sizes/8M", random(3 * MIB)).file("sizes/8M+1", "");
        BackupMaker.make(store, BackupMaker.id(2), live, BackupMaker.id(1));
        restic.run("forget", "--keep-last", "1", "--prune");
        assertThat(store.list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(2));
        live.file("blockchain/empty", "not any more");
        BackupMaker.make(store, BackupMaker.id(3), live, BackupMaker.id(2));
        for (StoredBackup backup : store.list()) {
            assertThat(store.verify(backup.id(), VerifyLevel.DATA, Progress.NONE)
                            .damages())
                    .isEmpty();
        }
        restic.run("check", "--read-data");
    }
}
