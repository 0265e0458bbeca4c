package io.relaybackup.engine.repository;

import static io.relaybackup.engine.repository.RepositoryScene.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoredBackup;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every single file of a repository, one at a time: gone, cut, a bit flipped at its start, in its middle, at its end.
 */
@Timeout(120)
class EachFileDamagedTest {

    @TempDir
    private Path folder;

    private RepositoryScene whole;
    private RepositoryScene elsewhere;

    /** What each file of each backup holds, by {@code id/path}. */
    private final Map<String, Digest> expected = new TreeMap<>();

    private enum Harm {
        DELETED,
        TRUNCATED,
        FLIPPED_AT_START,
        FLIPPED_IN_MIDDLE,
        FLIPPED_AT_END;

        void doTo(RepositoryScene scene, StorageName name) {
            byte[] bytes = scene.memory().content(name).clone();
            switch (this) {
                case DELETED -> {
                    scene.memory().bytes().remove(name);
                    return;
                }
                case TRUNCATED -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
                case FLIPPED_AT_START -> bytes[0] ^= 1;
                case FLIPPED_IN_MIDDLE -> bytes[bytes.length / 2] ^= 16;
                case FLIPPED_AT_END -> bytes[bytes.length - 1] ^= 64;
            }
            scene.memory().bytes().put(name, bytes);
        }
    }

    /** Three backups, each with something of its own and something that others have, too; the same in two stores. */
    @BeforeEach
    void make() throws IOException {
        whole = RepositoryScene.create(Files.createDirectory(folder.resolve("data")));
        elsewhere = RepositoryScene.create(folder.resolve("data"));
        for (int i = 1; i <= 3; i++) {
            whole.live()
                    .file("shared/deep/file", noise(0, 20_000))
                    .file("own/" + i, noise(i, 30_000))
                    .file("changing", noise(100 + i, 10_000))
                    .file("text", "line\n".repeat(1000 * i))
                    .directory("empty");
            whole.backup(i);
            elsewhere.backup(i);
        }
        restore(whole, expected);
        assertThat(expected).hasSize(15);
    }

    @AfterEach
    void close() throws IOException {
        whole.close();
        elsewhere.close();
    }

    /** Reads all that can be read; returns what could not, by {@code id/path}. */
    private static Set<String> restore(RepositoryScene scene, Map<String, Digest> contents) throws IOException {
        Set<String> failed = new TreeSet<>();
        try (RepositoryStore store = scene.store()) {
            for (StoredBackup backup : store.list()) {
                try (FileTree tree = store.open(backup.id())) {
                    restore(tree, TreePath.ROOT, backup.id(), contents, failed);
                }
            }
        }
        return failed;
    }

    private static void restore(
            FileTree tree, TreePath directory, BackupId id, Map<String, Digest> contents, Set<String> failed) {
        String name = id + (directory.isRoot() ? "" : "/" + directory);
        try (Listing children = tree.list(directory)) {
            for (Entry child = children.next(); child != null; child = children.next()) {
                if (child.isDirectory()) {
                    restore(tree, child.path(), id, contents, failed);
                } else {
                    try (InputStream content = tree.open(child)) {
                        contents.put(id + "/" + child.path(), Digest.ofContent(content.readAllBytes()));
                    } catch (IOException e) {
                        failed.add(id + "/" + child.path());
                    }
                }
            }
        } catch (IOException e) {
            failed.add(name);
        }
    }

    private static VerifyReport verify(RepositoryScene scene) throws IOException {
        return new PortionCheck(scene.parts(), scene.snapshots(), Progress.NONE).run(Long.MAX_VALUE, Duration.ZERO);
    }

    private static RepairReport repair(RepositoryScene scene, List<BackupStore> others, boolean drop)
            throws IOException {
        try (Lock lock = scene.lock(LockKind.EXCLUSIVE)) {
            return new Repair(scene.parts(), scene.snapshots(), others, Progress.NONE).run(lock, drop);
        }
    }

    private static Set<String> paths(VerifyReport report) {
        return report.damages().stream().map(VerifyReport.Damage::path).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> lost(RepairReport report) {
        return report.lostFiles().stream()
                .map(file -> file.path().isEmpty() ? file.backup() : file.backup() + "/" + file.path())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a name, or what it lies in, is among those named. */
    private static boolean isNamed(String name, Set<String> named) {
        return named.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + "/"));
    }

    /** What is restored is what was backed up; returns what of that is not restored. */
    private Set<String> missing(RepositoryScene scene) throws IOException {
        Map<String, Digest> contents = new TreeMap<>();
        Set<String> missing = new TreeSet<>(expected.keySet());
        missing.addAll(restore(scene, contents));
        contents.forEach((name, content) -> {
            if (expected.containsKey(name)) {
                assertThat(content).as(name).isEqualTo(expected.get(name));
                missing.remove(name);
            } else {
                // One whose own manifest is damaged is told of under a name of its own, or shows it as a file.
                assertThat(expected).as(name).containsValue(content);
            }
        });
        return missing;
    }

    @Test
    void isFoundAndCostsWhatItMustAndIsMended() throws IOException {
        int cases = 0;
        for (StorageName name : List.copyOf(whole.memory().bytes().keySet())) {
            for (Harm harm : Harm.values()) {
                try (RepositoryScene hurt = whole.copy(folder.resolve("case-" + cases++))) {
                    // Once seen, as by a service that runs.
                    assertThat(hurt.snapshots().all()).hasSize(3);
                    harm.doTo(hurt, name);
                    check(hurt, name, harm + " " + name);
                }
            }
        }
        assertThat(cases).isGreaterThan(60);
    }

    private void check(RepositoryScene hurt, StorageName name, String what) throws IOException {
        VerifyReport report = verify(hurt);
        assertThat(report.isIntact()).as(what).isFalse();
        Set<String> named = paths(report);
        if (name.equals(FileKind.CONFIG) || name.value().startsWith(FileKind.KEY.folder() + "/")) {
            assertThatThrownBy(hurt::store)
                    .as(what)
                    .isInstanceOfAny(
                            CorruptRepositoryException.class,
                            StoreUnavailableException.class,
                            WrongPasswordException.class);
            assertThat(named).as(what).containsExactly(name.value());
            // Only who has it open can.
            assertThat(repair(hurt, List.of(), false).lostFileCount()).isZero();
            assertThat(missing(hurt)).isEmpty();
            assertThat(verify(hurt).damages()).isEmpty();
            return;
        }
        try (RepositoryScene later = hurt.copy(folder.resolve("later"))) {
            VerifyReport again = verify(later);
            assertThat(again.isIntact()).as(what).isFalse();
            named.addAll(paths(again));
        }
        assertNamed(missing(hurt), named, what);
        try (RepositoryScene helped = hurt.copy(folder.resolve("helped"));
                RepositoryStore other = elsewhere.store()) {
            Set<String> lostThough = lost(repair(helped, List.of(other), false));
            if (name.value().startsWith(FileKind.SNAPSHOT.folder() + "/")) {
                assertThat(lostThough).as(what).hasSizeBetween(1, 2);
            } else {
                assertThat(lostThough).as(what).isEmpty();
                assertThat(missing(helped)).as(what).isEmpty();
                assertThat(verify(helped).damages()).as(what).isEmpty();
            }
        }
        Set<String> lost = lost(repair(hurt, List.of(), false));
        assertNamed(missing(hurt), lost, what);
        repair(hurt, List.of(), true);
        assertThat(verify(hurt).damages()).as(what).isEmpty();
        try (Lock lock = hurt.lock(LockKind.EXCLUSIVE)) {
            new Prune(hurt.parts(), PruneOptions.DEFAULT, Progress.NONE).run(lock);
        }
        assertThat(restore(hurt, new TreeMap<>())).as(what).isEmpty();
        assertNamed(missing(hurt), lost, what);
    }

    private static void assertNamed(Set<String> missing, Set<String> named, String what) {
        for (String each : missing) {
            assertThat(isNamed(each, named))
                    .as("%s: %s of %s", what, each, named)
                    .isTrue();
        }
    }
}
