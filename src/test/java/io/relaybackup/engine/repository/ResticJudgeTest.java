package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.repository.FolderRecord.Precision;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.Difference;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Everything that the original can do with a repository of ours, and we with one of its, with every odd file there is
 * and compared on disk, bit for bit with metadata. Both the version of the distributions and a recent one are asked.
 */
@RequiresTool({"restic", Restic.RECENT, "setfattr", "mkfifo"})
class ResticJudgeTest {

    private static final BackupId ONE = BackupMaker.id(1);
    private static final BackupId TWO = BackupMaker.id(2);
    private static final BackupId THREE = BackupMaker.id(3);

    @TempDir
    private Path folder;

    private Path repository = Path.of("");
    private Path live = Path.of("");

    @BeforeEach
    void make() throws Exception {
        repository = folder.resolve("repository");
        live = OddFiles.make(folder.resolve("live"));
    }

    /** Nobody else could remove what has no permissions. */
    @AfterEach
    void permitRemoval() throws Exception {
        assertThat(new ProcessBuilder("chmod", "-R", "u+rwX", folder.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private Restic restic(String program) {
        return new Restic(program, repository, Ours.PASSWORD);
    }

    private RepositoryStore open() throws IOException {
        return Ours.open(repository, folder.resolve("memory"));
    }

    /** Something of each kind of change. */
    private void change() throws IOException {
        Files.writeString(live.resolve("text"), "another text\n");
        Files.delete(live.resolve("one-byte"));
        Files.writeString(live.resolve("folder/new"), "new");
        Files.setAttribute(live.resolve("sticky"), "unix:mode", 0700);
        Files.createLink(live.resolve("empty-folder/hard-4"), live.resolve("hard-1"));
    }

    /** Versions before 0.17 lose what is not UTF-8 of a symlink's target. */
    private static List<String> asFarAsItGoes(String program, List<String> lines) {
        return program.equals(Restic.RECENT)
                ? lines
                : lines.stream().filter(line -> !line.startsWith("link-bytes ")).toList();
    }

    private List<String> record(Path made, String program) throws IOException {
        Files.deleteIfExists(made.resolve("backup-manifest.json"));
        return asFarAsItGoes(program, FolderRecord.of(made, Precision.EXACT));
    }

    private List<String> restoredBy(String program, String snapshot) throws Exception {
        Path target = folder.resolve("restored-by-" + program + "-" + snapshot);
        restic(program).run("restore", snapshot, "--target", target.toString());
        return record(target, program);
    }

    private List<String> restoredByUs(RepositoryStore store, BackupId id, String program) throws IOException {
        Path target = folder.resolve("restored-" + id);
        List<TreeProblem> notices = new CopyOnWriteArrayList<>();
        Ours.restore(store, id, target, notices::add);
        assertThat(notices)
                .allSatisfy(notice ->
                        assertThat(notice.message()).containsAnyOf("fraction of a second", "below a microsecond"));
        return asFarAsItGoes(program, FolderRecord.of(target, Precision.OF_THE_JDK));
    }

    private List<String> expectedOfUs(String program) throws IOException {
        return asFarAsItGoes(program, FolderRecord.of(live, Precision.OF_THE_JDK));
    }

    private String snapshotOf(Restic restic, BackupId id) throws Exception {
        return snapshot(
                restic,
                node -> OffsetDateTime.parse(node.get("time").asString())
                        .toInstant()
                        .equals(id.time()));
    }

    private String snapshot(Restic restic, Predicate<JsonNode> wanted) throws Exception {
        List<String> found = new ArrayList<>();
        for (JsonNode snapshot : Json.MAPPER.readTree(restic.run("-q", "snapshots", "--json"))) {
            if (wanted.test(snapshot)) {
                found.add(snapshot.get("short_id").asString());
            }
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static void assertWhole(RepositoryStore store) throws IOException {
        for (StoredBackup backup : store.list()) {
            assertThat(store.verify(backup.id(), VerifyLevel.DATA, Progress.NONE)
                            .damages())
                    .isEmpty();
        }
    }

    private static BackupId external(RepositoryStore store, Predicate<BackupId> wanted) throws IOException {
        return store.list().stream()
                .filter(StoredBackup::external)
                .map(StoredBackup::id)
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private long packBytes() throws IOException {
        try (Stream<Path> files = Files.walk(repository.resolve("data"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Restic.COMMON, Restic.RECENT})
    void resticCanDoEverythingWithWhatBothMadeInTurns(String program) throws Exception {
        Restic restic = restic(program);
        List<String> before = record(live, program);
        assertThat(before).hasSizeGreaterThan(60);
        try (RepositoryStore store = open()) {
            Ours.backUp(store, ONE, live, null);
            long made = packBytes();
            restic.at(live).run("backup", "--tag", "theirs", ".");
            assertThat(packBytes() - made).isLessThan(20_000);
            change();
            List<String> after = record(live, program);
            List<String> afterForUs = expectedOfUs(program);
            Ours.backUp(store, TWO, live, ONE);
            restic.run("check", "--read-data");

            String one = snapshotOf(restic, ONE);
            String two = snapshotOf(restic, TWO);
            assertThat(restic.run("ls", two)).contains("/backup-manifest.json", "/folder/new", "/ümlaut", "/fifo");
            assertThat(restoredBy(program, one)).isEqualTo(before);
            assertThat(restoredBy(program, two)).isEqualTo(after);
            assertThat(restic.run("diff", "--metadata", one, two))
                    .containsPattern("(?m)^M +/text$")
                    .containsPattern("(?m)^- +/one-byte$")
                    .containsPattern("(?m)^\\+ +/folder/new$")
                    .containsPattern("(?m)^U +/sticky")
                    .containsPattern("(?m)^\\+ +/empty-folder/hard-4$")
                    .doesNotContain("yes-8m");

            restic.run("tag", "--add", "from-outside", two);
            assertThat(store.get(TWO).notes().tags()).containsExactly("from-outside");

            restic.run("forget", one, "--prune");
            assertThat(store.list()).hasSize(2);
            Ours.backUp(store, THREE, live, TWO);
            assertWhole(store);
            restic.run("check", "--read-data");
            assertThat(restoredByUs(store, THREE, program)).isEqualTo(afterForUs);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Restic.COMMON, Restic.RECENT})
    void passwordsThatResticAddsOpenItAndThoseItRemovesDoNot(String program) throws Exception {
        Restic restic = restic(program);
        try (RepositoryStore store = open()) {
            Ours.backUp(store, ONE, live.resolve("folder"), null);
        }
        Path other = Files.writeString(folder.resolve("password"), "another");
        restic.run("key", "add", "--new-password-file", other.toString());
        Restic withOther = new Restic(program, repository, "another");
        List<String> mine = new ArrayList<>();
        for (JsonNode key : Json.MAPPER.readTree(withOther.run("-q", "key", "list", "--json"))) {
            if (!key.get("current").asBoolean()) {
                mine.add(key.get("id").asString());
            }
        }
        assertThat(mine).hasSize(1);
        withOther.run("key", "remove", mine.get(0));
        assertThatThrownBy(this::open).isInstanceOf(WrongPasswordException.class);
        try (RepositoryStore store =
                Ours.open(LocalStorage.open(repository), "another", folder.resolve("other-memory"))) {
            assertWhole(store);
            store.addKey("a third".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new Restic(program, repository, "a third").run("-q", "snapshots"))
                .contains("1 snapshots");
    }

    @ParameterizedTest
    @ValueSource(strings = {Restic.COMMON, Restic.RECENT})
    void whatResticCopiesIsWhole(String program) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), Ours.PASSWORD);
        List<String> expected = expectedOfUs(program);
        try (RepositoryStore store = open()) {
            Ours.backUp(store, ONE, live, null);
        }
        Path destination = folder.resolve("copy");
        Restic copy = new Restic(program, destination, "of the copy");
        String[] source = {"--from-repo", repository.toString(), "--from-password-file", password.toString()};
        copy.run(with(source, "init", "--copy-chunker-params"));
        copy.run(with(source, "copy"));
        copy.run("check", "--read-data");
        try (RepositoryStore store =
                Ours.open(LocalStorage.open(destination), "of the copy", folder.resolve("other-memory"))) {
            assertThat(store.list()).extracting(StoredBackup::id).containsExactly(ONE);
            assertThat(store.list().get(0).external()).isFalse();
            assertWhole(store);
            assertThat(restoredByUs(store, ONE, program)).isEqualTo(expected);
            Ours.backUp(store, TWO, live, ONE);
        }
        copy.run("check", "--read-data");
    }

    private static String[] with(String[] options, String... command) {
        return Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {Restic.COMMON, Restic.RECENT})
    void resticMakesAnIndexOfOurPacks(String program) throws Exception {
        try (RepositoryStore store = open()) {
            Ours.backUp(store, ONE, live, null);
        }
        try (Stream<Path> indexes = Files.list(repository.resolve("index"))) {
            for (Path index : indexes.toList()) {
                Files.delete(index);
            }
        }
        Restic restic = restic(program);
        if (program.equals(Restic.RECENT)) {
            restic.run("repair", "index");
        } else {
            restic.run("rebuild-index");
        }
        restic.run("check", "--read-data");
        try (RepositoryStore store = open()) {
            assertWhole(store);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Restic.COMMON, Restic.RECENT})
    void weCanDoEverythingWithWhatResticMade(String program) throws Exception {
        Restic restic = restic(program);
        restic.run("init", "--repository-version", "2");
        List<String> before = expectedOfUs(program);
        restic.at(live).run("backup", "--tag", "first", ".");
        Instant between = Instant.now();
        change();
        List<String> after = expectedOfUs(program);
        restic.at(live).run("backup", "--tag", "second", ".");
        try (RepositoryStore store = open()) {
            assertThat(store.list()).hasSize(2).allMatch(StoredBackup::external);
            BackupId first = external(store, id -> id.time().isBefore(between));
            BackupId second = external(store, id -> id.time().isAfter(between));
            assertThat(restoredByUs(store, first, program)).isEqualTo(before);
            assertThat(restoredByUs(store, second, program)).isEqualTo(after);
            assertThat(blocks(folder.resolve("restored-" + first).resolve("sparse")))
                    .isLessThan(200);
            assertWhole(store);

            try (FileTree tree = store.open(second);
                    FileTree earlier = store.open(first)) {
                assertBrowsed(tree);
                assertThat(changes(earlier, tree))
                        .containsEntry("text", Difference.Kind.CONTENT_CHANGED)
                        .containsEntry("one-byte", Difference.Kind.REMOVED)
                        .containsEntry("folder/new", Difference.Kind.ADDED)
                        .containsEntry("sticky", Difference.Kind.METADATA_CHANGED)
                        .containsEntry("empty-folder/hard-4", Difference.Kind.ADDED)
                        .doesNotContainKeys("yes-8m", "fifo", "latin-%E9");
            }

            long made = packBytes();
            Ours.backUp(store, ONE, live, null);
            assertThat(packBytes() - made).isLessThan(20_000);
            assertThat(restoredByUs(store, ONE, program)).isEqualTo(after);
        }
        restic.run("check", "--read-data");
    }

    private static void assertBrowsed(FileTree tree) throws IOException {
        Entry odd = tree.find(TreePath.percentDecoded("latin-%E9"));
        assertThat(odd).isNotNull();
        if (odd != null) {
            assertThat(new String(tree.open(odd).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("odd");
        }
        assertThat(tree.find(TreePath.of("folder/below/deep/file"))).isNotNull();
        assertThat(tree.find(TreePath.of("one-byte"))).isNull();
    }

    private static Map<String, Difference.Kind> changes(FileTree before, FileTree after) throws IOException {
        Map<String, Difference.Kind> changes = new TreeMap<>();
        TreeDiff.between(
                before,
                after,
                ContentComparison.BYTES,
                difference -> {
                    if (difference.kind() != Difference.Kind.UNCHANGED) {
                        changes.put(difference.path().percentEncoded(), difference.kind());
                    }
                },
                Progress.NONE);
        return changes;
    }

    /** Of 512 bytes on disk. */
    private static long blocks(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
}
