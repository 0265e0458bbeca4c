package io.relaybackup.engine.repository;

import static io.relaybackup.engine.repository.RepositoryScene.noise;
import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortionCheckTest {

    @TempDir
    private Path folder;

    private RepositoryScene scene;
    private BackupId first;
    private BackupId second;

    @BeforeEach
    void make() throws IOException {
        scene = RepositoryScene.create(Files.createDirectory(folder.resolve("data")));
        for (int i = 0; i < 20; i++) {
            scene.live().file("some/" + i, noise(i, 400_000));
        }
        first = scene.backup(1);
        scene.live().file("other/new", noise(99, 400_000));
        second = scene.backup(2);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private VerifyReport look(long budget, Duration notReadFor) throws IOException {
        return new PortionCheck(scene.parts(), scene.snapshots(), Progress.NONE).run(budget, notReadFor);
    }

    private VerifyReport look() throws IOException {
        return look(Long.MAX_VALUE, Duration.ZERO);
    }

    private void flip(StorageName name, int at) {
        byte[] damaged = scene.memory().content(name).clone();
        damaged[at] ^= 1;
        scene.memory().bytes().put(name, damaged);
    }

    @Test
    void everyByteIsReadAndNothingTwiceWithinTheTime() throws IOException {
        VerifyReport report = look();
        assertThat(report.damages()).isEmpty();
        assertThat(report.level()).isEqualTo(VerifyLevel.DATA);
        assertThat(report.bytes()).isEqualTo(scene.bytes(FileKind.PACK));
        assertThat(report.files()).isEqualTo(41);
        assertThat(scene.parts().memory().packReads()).hasSameSizeAs(scene.files(FileKind.PACK));
        assertThat(scene.parts().memory().checked()).isNotNull();
        assertThat(look(Long.MAX_VALUE, Duration.ofHours(1)).bytes()).isZero();
        assertThat(look().bytes()).isPositive();
    }

    @Test
    void eachPortionReadsWhatWasNotReadForLongest() throws IOException {
        int packs = scene.files(FileKind.PACK).size();
        assertThat(packs).isGreaterThan(3);
        for (int i = 1; i <= packs; i++) {
            look(1, Duration.ZERO);
            assertThat(scene.parts().memory().packReads()).hasSize(i);
        }
        assertThat(look(0, Duration.ZERO).bytes()).isZero();
    }

    @Test
    void verifyingAllBackupsReadsPacksWholly() throws IOException {
        scene.parts().index().refresh();
        new SnapshotCheck(scene.parts(), VerifyLevel.DATA, Progress.NONE)
                .run(
                        scene.snapshots().all(),
                        (id, report) -> assertThat(report.isIntact()).isTrue());
        assertThat(scene.parts().memory().packReads()).hasSameSizeAs(scene.files(FileKind.PACK));
        Digest pack = Digest.parse(scene.files(FileKind.PACK).get(0).last());
        assertThat(scene.parts().memory().packReads()).containsKey(pack);
    }

    @Test
    void damageIsToldByTheFilesThatItCosts() throws IOException {
        Digest blob = Digest.ofContent(noise(7, 400_000));
        scene.parts().index().refresh();
        BlobIndex.Location location =
                scene.index().locations(BlobType.DATA, blob).get(0);
        flip(
                FileKind.PACK.name(location.pack()),
                location.blob().offset() + location.blob().length() / 2);
        VerifyReport report = look();
        assertThat(report.damages())
                .extracting(Damage::path)
                .containsExactlyInAnyOrder(
                        FileKind.PACK.name(location.pack()).value(), first + "/some/7", second + "/some/7");
        assertThat(report.damageCount()).isEqualTo(3);
        assertThat(scene.parts().memory().packReads()).doesNotContainKey(location.pack());
    }

    @Test
    void aBackupThatIsGoneWithoutOurDoingIsMissedForAWhile() throws IOException {
        look();
        scene.memory()
                .delete(FileKind.SNAPSHOT.name(scene.snapshots().get(first).id()));
        assertThat(look().damages()).extracting(Damage::path).containsExactly(first.value());
        assertThat(look().damages()).extracting(Damage::path).containsExactly(first.value());
        Instant now = Instant.now();
        RepositoryMemory memory = scene.parts().memory();
        assertThat(memory.missing(List.of(second), now.plus(Duration.ofDays(6))))
                .containsOnlyKeys(first);
        memory.save();
        RepositoryMemory again = RepositoryMemory.open(
                folder.resolve("memory"), scene.parts().repository().config().id());
        assertThat(again.missing(List.of(second), now.plus(Duration.ofDays(6)))).containsOnlyKeys(first);
        assertThat(again.missing(List.of(second), now.plus(Duration.ofDays(8)))).isEmpty();
        assertThat(memory.missing(List.of(first, second), now)).isEmpty();
    }

    @Test
    void whatWeRemovedOrOthersMadeIsNotMissed() throws IOException {
        look();
        scene.forget(first);
        assertThat(look().damages()).isEmpty();
    }

    @Test
    void filesOfTheRepositoryThatCostNoBackupAnythingAreTold() throws IOException {
        look();
        StorageName key = scene.files(FileKind.KEY).get(0);
        flip(key, 20);
        flip(FileKind.CONFIG, 30);
        StorageName snapshot =
                FileKind.SNAPSHOT.name(scene.snapshots().get(second).id());
        scene.memory().bytes().remove(snapshot);
        StorageName unreadable = FileKind.SNAPSHOT.name(Digest.ofContent(new byte[3]));
        scene.memory().bytes().put(unreadable, new byte[100]);
        assertThat(look().damages())
                .extracting(Damage::path)
                .containsExactlyInAnyOrder("config", key.value(), unreadable.value(), second.value());
    }

    @Test
    void aDamagedIndexFileCostsWhatIsNamedInItAlone() throws IOException {
        List<StorageName> index = scene.files(FileKind.INDEX);
        assertThat(index).hasSize(2);
        for (StorageName name : index) {
            try (RepositoryScene hurt = scene.copy()) {
                hurt.memory().bytes().put(name, new byte[50]);
                VerifyReport report =
                        new PortionCheck(hurt.parts(), hurt.snapshots(), Progress.NONE).run(0, Duration.ZERO);
                assertThat(report.damages()).extracting(Damage::path).contains(name.value());
                assertThat(report.damageCount()).isBetween(2L, 3L);
            }
        }
    }

    @Test
    void aBackupWhoseRootIsDamagedStaysVisible() throws IOException {
        Digest tree = scene.snapshots().get(second).snapshot().tree();
        BlobIndex.Location location =
                scene.index().locations(BlobType.TREE, tree).get(0);
        flip(FileKind.PACK.name(location.pack()), location.blob().offset() + 20);
        try (RepositoryScene fresh = scene.copy()) {
            assertThat(fresh.snapshots().newestFirst())
                    .extracting(backup -> backup.id())
                    .containsExactly(second, BackupMaker.id(1));
            VerifyReport report =
                    new PortionCheck(fresh.parts(), fresh.snapshots(), Progress.NONE).run(0, Duration.ZERO);
            assertThat(report.damages()).extracting(Damage::path).containsExactly(second.value());
        }
    }
}
