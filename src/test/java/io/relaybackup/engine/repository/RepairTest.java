package io.relaybackup.engine.repository;

import static io.relaybackup.engine.repository.RepositoryScene.MIB;
import static io.relaybackup.engine.repository.RepositoryScene.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.plain.PlainStore;
import io.relaybackup.engine.storage.FaultyStorage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.RepairReport.LostFile;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RepairTest {

    @TempDir
    private Path folder;

    private RepositoryScene scene;
    private BackupId first;
    private BackupId second;

    @BeforeEach
    void make() throws IOException {
        scene = RepositoryScene.create(Files.createDirectory(folder.resolve("data")));
        scene.live()
                .file("large", noise(1, MIB))
                .file("below/a", noise(2, 50_000))
                .file("below/deeper/b", noise(3, 50_000))
                .symlink("link", "large");
        first = scene.backup(1);
        scene.live().file("below/new", noise(4, 50_000));
        second = scene.backup(2);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private static VerifyReport verify(RepositoryScene of) throws IOException {
        return new PortionCheck(of.parts(), of.snapshots(), Progress.NONE).run(Long.MAX_VALUE, Duration.ZERO);
    }

    private static RepairReport repair(RepositoryScene of, boolean dropLost, BackupStore... others) throws IOException {
        try (Lock lock = of.lock(LockKind.EXCLUSIVE)) {
            return new Repair(of.parts(), of.snapshots(), List.of(others), Progress.NONE).run(lock, dropLost);
        }
    }

    /** Flips a bit of a blob, wherever it lies. */
    private static void damage(RepositoryScene of, BlobType type, Digest blob) throws IOException {
        for (BlobIndex.Location location : of.index().locations(type, blob)) {
            StorageName name = FileKind.PACK.name(location.pack());
            byte[] bytes = of.memory().content(name).clone();
            bytes[location.blob().offset() + location.blob().length() / 2] ^= 1;
            of.memory().bytes().put(name, bytes);
        }
    }

    private static Digest blob(int seed) {
        return Digest.ofContent(noise(seed, 50_000));
    }

    @Test
    void whatIsWholeStaysAsItIs() throws IOException {
        Map<StorageName, byte[]> before = Map.copyOf(scene.memory().bytes());
        RepairReport report = repair(scene, true);
        assertThat(report).isEqualTo(new RepairReport(0, 0, 0, 0, 0, List.of(), 0));
        assertThat(scene.memory().bytes()).isEqualTo(before);
    }

    @Test
    void theNextBackupOfTheSameContentHealsEarlierOnes() throws IOException {
        damage(scene, BlobType.DATA, blob(2));
        assertThat(verify(scene).damageCount()).isEqualTo(3);
        RepairReport report = repair(scene, false);
        assertThat(report.lostFiles())
                .containsExactlyInAnyOrder(
                        new LostFile(first.value(), "below/a"), new LostFile(second.value(), "below/a"));
        assertThat(report.packsLost()).isEqualTo(1);
        assertThat(report.blobsLost()).isEqualTo(1);
        assertThat(report.droppedFiles()).isZero();
        assertThat(scene.verify().values())
                .allSatisfy(each -> assertThat(each.damageCount()).isEqualTo(1));
        BackupId third = scene.backup(3);
        scene.assertIntact(first, second, third);
        assertThat(verify(scene).damages()).isEmpty();
    }

    @Test
    void whatIsLostLeavesItsBackupsOnlyWhenThatIsAskedFor() throws IOException {
        Snapshots.Known before = scene.snapshots().get(second);
        damage(scene, BlobType.DATA, blob(4));
        verify(scene);
        RepairReport report = repair(scene, true);
        assertThat(report.lostFiles()).containsExactly(new LostFile(second.value(), "below/new"));
        assertThat(report.droppedFiles()).isEqualTo(1);
        scene.assertIntact(first, second);
        Snapshots.Known after = scene.snapshots().get(second);
        assertThat(after.snapshot().original()).isEqualTo(before.id());
        assertThat(after.backup().manifest()).isEqualTo(before.backup().manifest());
        assertThat(scene.files(FileKind.SNAPSHOT)).hasSize(2);
        assertThat(repair(scene, true).droppedFiles()).isZero();
    }

    @Test
    void theIndexIsMadeAnewOfThePacks() throws IOException {
        for (StorageName name : scene.files(FileKind.INDEX)) {
            scene.memory().delete(name);
        }
        RepairReport report = repair(scene, false);
        assertThat(report.packsFound()).isEqualTo(scene.files(FileKind.PACK).size());
        assertThat(report.lostFileCount()).isZero();
        scene.assertIntact(first, second);
    }

    @Test
    void theIndexForgetsWhatIsGone() throws IOException {
        Digest gone = scene.putPack(BlobType.DATA, noise(77, 5_000), true);
        scene.memory().delete(FileKind.PACK.name(gone));
        RepairReport report = repair(scene, false);
        assertThat(report.packsLost()).isEqualTo(1);
        assertThat(report.lostFileCount()).isZero();
        assertThat(scene.index().hasPack(gone)).isFalse();
        scene.assertIntact(first, second);
    }

    @Test
    void contentAndTreesAreTakenFromAnotherStoresCopy() throws IOException {
        try (PlainStore plain = PlainStore.open(folder.resolve("plain"), "here", LiveFolder.CLOCK)) {
            BackupMaker.make(plain, second, scene.live(), null);
            for (StorageName name : scene.files(FileKind.PACK)) {
                try (RepositoryScene hurt = scene.copy(folder.resolve("hurt"))) {
                    hurt.memory().delete(name);
                    RepairReport report = repair(hurt, false, plain);
                    assertThat(report.blobsRecovered()).as(name.value()).isPositive();
                    // The first backup has a tree and a manifest of its own, which nobody else has.
                    assertThat(report.lostFiles())
                            .as(name.value())
                            .allSatisfy(file -> assertThat(file.backup()).isEqualTo(first.value()));
                    assertThat(hurt.verify().get(second))
                            .as(name.value())
                            .satisfies(each -> assertThat(each.damages()).isEmpty());
                }
            }
        }
    }

    @Test
    void aCopyOfOtherContentIsNotTaken() throws IOException {
        damage(scene, BlobType.DATA, blob(2));
        verify(scene);
        scene.live().file("below/a", noise(99, 50_000));
        try (PlainStore plain = PlainStore.open(folder.resolve("plain"), "here", LiveFolder.CLOCK)) {
            BackupMaker.make(plain, first, scene.live(), null);
            RepairReport report = repair(scene, false, plain);
            assertThat(report.blobsRecovered()).isZero();
            assertThat(report.blobsLost()).isEqualTo(1);
        }
    }

    @Test
    void whereverItIsCutShortNothingIsWorseAndTheNextFinishes() throws IOException {
        damage(scene, BlobType.DATA, blob(4));
        verify(scene);
        scene.memory().delete(scene.files(FileKind.INDEX).get(0));
        int calls;
        try (RepositoryScene copy = scene.copy(folder.resolve("counted"))) {
            FaultyStorage counting = FaultyStorage.once(copy.memory(), 0);
            try (RepositoryScene counted = copy.behind(counting)) {
                repair(counted, true);
            }
            calls = counting.calls();
            copy.assertIntact(first, second);
        }
        assertThat(calls).isGreaterThan(40);
        for (int call = 1; call <= calls; call++) {
            try (RepositoryScene cut = scene.copy(folder.resolve("cut"))) {
                try (RepositoryScene behind = cut.behind(FaultyStorage.forEver(cut.memory(), call))) {
                    repair(behind, true);
                } catch (IOException e) {
                    // As it must be.
                }
                RepairReport report = repair(cut, true);
                assertThat(report.lostFileCount()).isLessThanOrEqualTo(1);
                assertThat(verify(cut).damages()).as("cut at %s", call).isEmpty();
            }
        }
    }

    @Test
    void freeingSpaceIsRefusedBeforeAndPossibleAfter() throws IOException {
        StorageName index = scene.files(FileKind.INDEX).get(0);
        scene.memory().bytes().put(index, new byte[100]);
        try (Lock lock = scene.lock(LockKind.EXCLUSIVE)) {
            assertThatThrownBy(() -> new Prune(scene.parts(), PruneOptions.DEFAULT, Progress.NONE).run(lock))
                    .isInstanceOf(CorruptRepositoryException.class);
        }
        repair(scene, false);
        try (Lock lock = scene.lock(LockKind.EXCLUSIVE)) {
            new Prune(scene.parts(), PruneOptions.DEFAULT, Progress.NONE).run(lock);
        }
        scene.assertIntact(first, second);
    }
}
