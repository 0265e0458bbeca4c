package io.relaybackup.engine.repository;

import static io.relaybackup.engine.repository.RepositoryScene.MIB;
import static io.relaybackup.engine.repository.RepositoryScene.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.storage.FaultyStorage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PruneTest {

    private static final PruneOptions ALL = new PruneOptions(0, Long.MAX_VALUE);

    @TempDir
    private Path folder;

    private RepositoryScene scene;
    private BackupId first;
    private BackupId second;

    /** Two backups that share some content and not the rest. */
    @BeforeEach
    void make() throws IOException {
        scene = RepositoryScene.create(Files.createDirectory(folder.resolve("data")));
        for (int i = 0; i < 8; i++) {
            scene.live().file("shared/" + i, noise(i, 300_000)).file("old/" + i, noise(100 + i, 700_000));
        }
        first = scene.backup(1);
        for (int i = 0; i < 8; i++) {
            Files.delete(scene.live().at("old/" + i));
            scene.live().file("new/" + i, noise(200 + i, 200_000));
        }
        second = scene.backup(2);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private static PruneReport prune(RepositoryScene of, PruneOptions options) throws IOException {
        try (Lock lock = of.lock(LockKind.EXCLUSIVE)) {
            return new Prune(of.parts(), options, Progress.NONE).run(lock);
        }
    }

    /** Whether every blob of every pack is needed, and lies nowhere else. */
    private static void assertNothingUnused(RepositoryScene of) throws IOException {
        BlobIndex index = of.index();
        assertThat(UsedBlobs.find(of.parts(), UsedBlobs.snapshots(of.parts()), index, Progress.NONE)
                        .cardinality())
                .isEqualTo(index.size());
        assertThat(of.files(FileKind.PACK)).hasSameSizeAs(index.packs());
    }

    @Test
    void whatARemovedBackupAloneNeededIsFreed() throws IOException {
        long before = scene.bytes(FileKind.PACK);
        scene.forget(first);
        PruneReport report = prune(scene, ALL);
        scene.assertIntact(second);
        assertNothingUnused(scene);
        assertThat(report.totalBytes()).isEqualTo(before);
        assertThat(report.freedBytes())
                .isEqualTo(before - scene.bytes(FileKind.PACK))
                .isGreaterThan(5 * MIB);
        assertThat(report.packsRepacked()).isPositive();
        assertThat(report.unusedBytes()).isZero();
        assertThat(report.blobsRemoved())
                .isEqualTo(report.blobs() - scene.index().size());

        Set<StorageName> after = new HashSet<>(scene.memory().bytes().keySet());
        PruneReport again = prune(scene, ALL);
        assertThat(scene.memory().bytes().keySet()).isEqualTo(after);
        assertThat(again.packsRemoved() + again.packsRepacked() + again.blobsRemoved() + again.freedBytes())
                .isZero();
    }

    @Test
    void whatIsNeededStaysAndWithoutAnyBackupNothing() throws IOException {
        Set<StorageName> packs = new HashSet<>(scene.files(FileKind.PACK));
        assertThat(prune(scene, ALL).freedBytes()).isZero();
        assertThat(scene.files(FileKind.PACK)).hasSameElementsAs(packs);
        assertThat(scene.files(FileKind.INDEX)).hasSize(1);
        scene.assertIntact(first, second);
        scene.forget(first);
        scene.forget(second);
        prune(scene, ALL);
        assertThat(scene.files(FileKind.PACK)).isEmpty();
        assertThat(scene.files(FileKind.INDEX)).isEmpty();
    }

    @Test
    void aDryRunChangesNothingAndSaysWhatWouldHappen() throws IOException {
        scene.forget(first);
        Set<StorageName> before = new HashSet<>(scene.memory().bytes().keySet());
        PruneReport dry = new Prune(scene.parts(), ALL, Progress.NONE).dryRun();
        assertThat(scene.memory().bytes().keySet()).isEqualTo(before);
        PruneReport real = prune(scene, ALL);
        assertThat(dry.dryRun()).isTrue();
        assertThat(real.dryRun()).isFalse();
        assertThat(dry)
                .usingRecursiveComparison()
                .ignoringFields("dryRun", "freedBytes")
                .isEqualTo(real);
        assertThat(dry.freedBytes()).isBetween(real.freedBytes() - 5_000, real.freedBytes() + 5_000);
    }

    @Test
    void asMuchAsIsAllowedStaysUnusedOrIsNotRepacked() throws IOException {
        scene.forget(first);
        for (PruneOptions little :
                List.of(new PruneOptions(100, Long.MAX_VALUE), new PruneOptions(0, 0), new PruneOptions(99, 100))) {
            try (RepositoryScene copy = scene.copy()) {
                PruneReport report = prune(copy, little);
                copy.assertIntact(second);
                BlobIndex index = copy.index();
                long unused = 0;
                var used = UsedBlobs.find(copy.parts(), UsedBlobs.snapshots(copy.parts()), index, Progress.NONE);
                for (int i = 0; i < index.size(); i++) {
                    unused += used.get(i) ? 0 : index.location(i).blob().length();
                }
                assertThat(report.unusedBytes()).isEqualTo(unused).isPositive();
            }
        }
    }

    @Test
    void whereverItIsCutShortAllIsWholeAndTheNextFreesTheRest() throws IOException {
        scene.forget(first);
        long goal;
        try (RepositoryScene copy = scene.copy()) {
            prune(copy, ALL);
            goal = copy.bytes(FileKind.PACK);
        }
        FaultyStorage counting;
        try (RepositoryScene copy = scene.copy()) {
            counting = FaultyStorage.once(copy.memory(), 0);
            RepositoryScene counted = copy.behind(counting);
            int opened = counting.calls();
            prune(counted, ALL);
            assertThat(counting.calls()).isGreaterThan(opened + 20);
            counted.close();
        }
        int cuts = 0;
        for (int call = 1; call <= counting.calls(); call++) {
            try (RepositoryScene cut = scene.copy()) {
                FaultyStorage faulty = FaultyStorage.forEver(cut.memory(), call);
                try (RepositoryScene behind = cut.behind(faulty)) {
                    prune(behind, ALL);
                } catch (IOException e) {
                    cuts++;
                }
                cut.assertIntact(second);
                // Others look for a blob in one place only.
                assertThat(cut.files(FileKind.PACK))
                        .containsAll(cut.index().packs().stream()
                                .map(FileKind.PACK::name)
                                .toList());
                prune(cut, ALL);
                cut.assertIntact(second);
                assertNothingUnused(cut);
                assertThat(cut.bytes(FileKind.PACK)).isBetween(goal - 5_000, goal + 5_000);
            }
        }
        // Only the removal of the lock may fail without saying so.
        assertThat(cuts).isGreaterThan(counting.calls() - 5);
    }

    @Test
    void whatIsCancelledIsWholeAndTheNextFreesTheRest() throws IOException {
        scene.forget(first);
        Progress cancelled = new Progress() {
            private int calls;

            @Override
            public void advance(long files, long bytes) {}

            @Override
            public synchronized void checkCancelled() {
                if (++calls > 5) {
                    throw new CancellationException();
                }
            }
        };
        try (Lock lock = scene.lock(LockKind.EXCLUSIVE)) {
            assertThatThrownBy(() -> new Prune(scene.parts(), ALL, cancelled).run(lock))
                    .isInstanceOf(CancellationException.class);
        }
        scene.assertIntact(second);
        prune(scene, ALL);
        scene.assertIntact(second);
        assertNothingUnused(scene);
    }

    @Test
    void blobsThatLieInSeveralPacksAreKeptOnce() throws IOException {
        BlobIndex index = scene.index();
        int copies = 0;
        for (int i = 0; i < 8; i++) {
            byte[] content = noise(i, 300_000);
            assertThat(index.has(BlobType.DATA, Digest.ofContent(content))).isTrue();
            scene.putPack(BlobType.DATA, content, true);
            scene.putPack(BlobType.DATA, content, true);
            copies += 2;
        }
        PruneReport report = prune(scene, ALL);
        scene.assertIntact(first, second);
        assertNothingUnused(scene);
        assertThat(report.blobsRemoved()).isEqualTo(copies);
    }

    /** Which of two places comes first is chance, so that one try would tell little. */
    @RepeatedTest(8)
    void ofABlobThatIsDamagedInOnePackTheOtherPlaceIsKept() throws IOException {
        byte[] content = noise(3, 300_000);
        BlobIndex.Location location =
                Objects.requireNonNull(scene.index().location(BlobType.DATA, Digest.ofContent(content)));
        StorageName pack = FileKind.PACK.name(location.pack());
        byte[] damaged = scene.memory().content(pack).clone();
        damaged[location.blob().offset() + 1000] ^= 1;
        scene.memory().bytes().put(pack, damaged);
        scene.putPack(BlobType.DATA, content, true);
        scene.parts().memory().suspect(location.pack());

        prune(scene, ALL);

        scene.assertIntact(first, second);
        assertNothingUnused(scene);
    }

    @Test
    void packsThatNoIndexNamesAreRemoved() throws IOException {
        Digest alone = scene.putPack(BlobType.DATA, noise(1, 300_000), false);
        prune(scene, PruneOptions.DEFAULT);
        assertThat(scene.files(FileKind.PACK)).doesNotContain(FileKind.PACK.name(alone));
        scene.assertIntact(first, second);
    }

    @Test
    void indexesForgetPacksThatAreGoneAndNotNeeded() throws IOException {
        StorageName gone = FileKind.PACK.name(scene.putPack(BlobType.DATA, noise(1, 300_000), true));
        StorageName cut = FileKind.PACK.name(scene.putPack(BlobType.DATA, noise(999, 1000), true));
        scene.memory().delete(gone);
        byte[] half = Arrays.copyOf(scene.memory().content(cut), 500);
        scene.memory().bytes().put(cut, half);
        prune(scene, ALL);
        scene.assertIntact(first, second);
        assertNothingUnused(scene);
    }

    @Test
    void nothingThatAnIndexNamesIsRemovedWhenSomethingIsMissing() throws IOException {
        scene.forget(first);
        for (FileKind kind : List.of(FileKind.PACK, FileKind.SNAPSHOT)) {
            for (StorageName name : scene.files(kind)) {
                try (RepositoryScene hurt = scene.copy()) {
                    hurt.memory().bytes().put(name, Arrays.copyOf(hurt.memory().content(name), 100));
                    Set<StorageName> before =
                            new HashSet<>(hurt.memory().bytes().keySet());
                    try {
                        prune(hurt, ALL);
                    } catch (CorruptRepositoryException e) {
                        assertThat(hurt.memory().bytes().keySet()).isEqualTo(before);
                        continue;
                    }
                    hurt.assertIntact(second);
                }
            }
        }
    }

    @Test
    void aDamagedBlobStopsItBeforeAnythingIsLost() throws IOException {
        scene.forget(first);
        for (StorageName name : scene.files(FileKind.PACK)) {
            try (RepositoryScene hurt = scene.copy()) {
                byte[] damaged = hurt.memory().content(name).clone();
                for (int at = 0; at < damaged.length; at += 100_000) {
                    damaged[at] ^= 1;
                }
                hurt.memory().bytes().put(name, damaged);
                Set<StorageName> before = new HashSet<>(hurt.memory().bytes().keySet());
                Map<BackupId, VerifyReport> found = hurt.verify();
                try {
                    prune(hurt, ALL);
                    assertThat(hurt.verify()).isEqualTo(found);
                } catch (CorruptRepositoryException e) {
                    assertThat(hurt.memory().bytes().keySet()).containsAll(before);
                }
            }
        }
    }

    @Test
    void smallIndexFilesAreJoined() throws IOException {
        for (int i = 3; i < 6; i++) {
            scene.live().file("more/" + i, noise(i * 1000, 5_000));
            scene.backup(i);
        }
        assertThat(scene.files(FileKind.INDEX)).hasSize(5);
        prune(scene, PruneOptions.DEFAULT);
        assertThat(scene.files(FileKind.INDEX)).hasSize(1);
        assertThat(scene.verify())
                .hasSize(5)
                .allSatisfy((id, report) -> assertThat(report.damages()).isEmpty());
    }

    @Test
    void whoeverReadsKeepsItFromRunning() throws IOException {
        scene.memory().put(FileKind.SNAPSHOT.name(Digest.ofContent(new byte[1])), ByteBuffer.wrap(new byte[] {1}));
        try (RepositoryStore store = scene.store()) {
            try (Lock lock = scene.lock(LockKind.SHARED)) {
                lock.checkHeld();
                assertThatThrownBy(() -> store.prune(ALL, false, Progress.NONE))
                        .isInstanceOf(StoreLockedException.class);
            }
            assertThatThrownBy(() -> store.prune(ALL, false, Progress.NONE))
                    .isInstanceOf(CorruptRepositoryException.class);
        }
    }
}
