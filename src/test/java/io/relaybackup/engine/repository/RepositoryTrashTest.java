package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTrashTest {

    private static final Instant DELETED = Instant.parse("2026-12-24T18:30:15.123Z");

    private static final PruneOptions ALL = new PruneOptions(0, Long.MAX_VALUE);

    private final RepositoryScene scene;
    private BackupId id = new BackupId("backup-2026-01-01T00-00-00-000Z");

    RepositoryTrashTest(@TempDir Path folder) throws IOException {
        this.scene = RepositoryScene.create(Files.createDirectory(folder.resolve("data")));
    }

    @BeforeEach
    void makeTwo() throws IOException {
        scene.live().file("noise", RepositoryScene.noise(1, RepositoryScene.MIB));
        id = scene.backup(1);
        scene.live().file("noise", RepositoryScene.noise(2, RepositoryScene.MIB));
        scene.backup(2);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private List<String> tagsOfAll() throws IOException {
        return scene.snapshots().all().stream()
                .flatMap(each -> each.snapshot().tags().stream())
                .filter(tag -> tag.startsWith("relay.deleted"))
                .toList();
    }

    @Test
    void pruneKeepsWhatIsInTheTrashAndFreesWhatLeftIt() throws IOException {
        try (RepositoryStore store = scene.store()) {
            store.discard(id, DELETED);
            assertThat(tagsOfAll()).containsExactly("relay.deleted=2026-12-24T18:30:15.123Z");
            assertThat(scene.files(FileKind.SNAPSHOT)).hasSize(2);

            assertThat(store.prune(ALL, false, Progress.NONE).freedBytes()).isZero();

            assertThat(store.verify(id, VerifyLevel.DATA, Progress.NONE).damages())
                    .isEmpty();
            store.purge(id);
            assertThat(store.prune(ALL, false, Progress.NONE).freedBytes()).isGreaterThan(RepositoryScene.MIB);
        }
        assertThat(scene.files(FileKind.SNAPSHOT)).hasSize(1);
    }

    @Test
    void whatIsInTheTrashIsNotMissed() throws IOException {
        try (RepositoryStore store = scene.store()) {
            assertThat(store.readPortion(0, Duration.ZERO, Progress.NONE).damages())
                    .isEmpty();
            store.discard(id, DELETED);
            assertThat(store.readPortion(0, Duration.ZERO, Progress.NONE).damages())
                    .isEmpty();
            store.purge(id);
            assertThat(store.readPortion(0, Duration.ZERO, Progress.NONE).damages())
                    .isEmpty();
        }
    }

    /** Both files are there: it was not told to have succeeded. */
    @Test
    void aDeletionThatWasCutShortIsNoneAndLeavesNothingBehindTheNext() throws IOException {
        Map<StorageName, byte[]> before = Map.copyOf(scene.memory().bytes());
        try (RepositoryStore store = scene.store()) {
            store.discard(id, DELETED);
        }
        before.forEach((name, bytes) -> {
            if (name.value().startsWith("snapshots/")) {
                scene.memory().bytes().put(name, bytes);
            }
        });
        assertThat(scene.files(FileKind.SNAPSHOT)).hasSize(3);
        try (RepositoryStore store = scene.store()) {
            assertThat(store.list()).hasSize(2);
            assertThat(store.trash()).isEmpty();
            assertThat(store.residue()).hasSize(1);
            store.discard(id, DELETED.plusSeconds(9));
            assertThat(store.trash()).extracting(StoredBackup::deleted).containsExactly(DELETED.plusSeconds(9));
            assertThat(store.residue()).isEmpty();
        }
        assertThat(scene.files(FileKind.SNAPSHOT)).hasSize(2);
    }

    /** Else it might remove the new one of two snapshots just when somebody else removes the old one. */
    @Test
    void whoTidiesAndWhoReplacesASnapshotKeepOutOfEachOthersWay() throws IOException {
        Map<StorageName, byte[]> before = Map.copyOf(scene.memory().bytes());
        try (RepositoryStore store = scene.store()) {
            store.discard(id, DELETED);
            before.forEach((name, bytes) -> {
                if (name.value().startsWith("snapshots/")) {
                    scene.memory().bytes().put(name, bytes);
                }
            });
            try (Lock lock = scene.lock(LockKind.SHARED)) {
                lock.checkHeld();
                assertThatThrownBy(store::cleanUp).isInstanceOf(StoreLockedException.class);
                assertThat(store.residue()).hasSize(1);
            }
            try (Lock lock = scene.lock(LockKind.EXCLUSIVE)) {
                lock.checkHeld();
                assertThatThrownBy(() -> store.annotate(id, notes -> notes.withNote("n")))
                        .isInstanceOf(StoreLockedException.class);
                Notes.Verification found = new Notes.Verification(DELETED, VerifyLevel.DATA, true, 0);
                assertThat(store.annotate(id, notes -> notes.withVerification(found))
                                .notes()
                                .verification())
                        .isEqualTo(found);
            }
            assertThat(store.cleanUp()).hasSize(1);
            assertThat(store.list()).hasSize(2);
            assertThat(store.annotate(id, notes -> notes.withNote("n")).notes().note())
                    .isEqualTo("n");
        }
    }

    @Test
    void aTagThatMakesNoSenseHidesNothing() {
        assertThat(SnapshotTags.deleted(List.of("x", "relay.deleted=yesterday")))
                .isNull();
        assertThat(SnapshotTags.deleted(List.of("relay.deleted=+999999999-12-31T23:59:59Z")))
                .isNull();
        assertThat(SnapshotTags.deleted(List.of("relay.deleted=2026-12-24T18:30:15.123Z")))
                .isEqualTo(DELETED);
        assertThat(SnapshotTags.replaced(List.of("old", "relay.deleted=" + DELETED), Notes.NONE))
                .containsExactly("relay.deleted=" + DELETED);
        assertThat(SnapshotTags.withDeleted(List.of("a", "relay.deleted=x"), null))
                .containsExactly("a");
    }

    /** Repair mends what is in the trash, too, and leaves it there. */
    @Test
    void repairKeepsTheTrash() throws IOException {
        try (RepositoryStore store = scene.store()) {
            store.discard(id, DELETED);
            store.repair(List.of(), true, Progress.NONE);
            assertThat(store.trash()).extracting(StoredBackup::id).containsExactly(id);
            assertThat(store.list()).hasSize(1);
        }
    }
}
