package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Promises.Deed;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of what a repository does with its trash. */
class RepositoryTrashCrashTest {

    private CrashingRepository repository;

    @BeforeEach
    void make() throws IOException {
        repository = new CrashingRepository();
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private void assertSurvives(String operation, Recording recording, CrashTrial.Judge judge) throws IOException {
        CrashReport report = CrashTrial.of("repository: " + operation, repository.scratch(), judge)
                .run(recording);
        assertThat(report.failures()).isEmpty();
    }

    private void assertNoticed(String mutation, Recording wrong) throws IOException {
        CrashReport report = CrashTrial.of("repository: " + mutation, repository.scratch(), repository)
                .untilFirstFailure()
                .run(wrong);
        assertThat(report.failures()).as(mutation).isNotEmpty();
    }

    /** What is done to the first, and then to the second. */
    private Recording record(List<Deed> first, List<Deed> second) throws IOException {
        return repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                for (Deed deed : first) {
                    CrashingRepository.act(deed, store, 1, recorder);
                }
                for (Deed deed : second) {
                    CrashingRepository.act(deed, store, 2, recorder);
                }
            }
        });
    }

    private void twoOfThreeInTheTrash() throws IOException {
        repository.before(store -> {
            repository.threeBackups(store);
            store.discard(BackupMaker.id(1), CrashingRepository.DELETED);
            store.discard(BackupMaker.id(2), CrashingRepository.DELETED);
        });
    }

    private Recording recordDiscard() throws IOException {
        repository.before(repository::threeBackups);
        return record(List.of(Deed.DISCARD), List.of(Deed.DISCARD));
    }

    private Recording recordUndelete() throws IOException {
        twoOfThreeInTheTrash();
        return record(List.of(Deed.UNDELETE, Deed.DISCARD, Deed.UNDELETE), List.of());
    }

    /** As emptying does with what is due. */
    private Recording recordPurge() throws IOException {
        twoOfThreeInTheTrash();
        return record(List.of(Deed.PURGE), List.of(Deed.PURGE));
    }

    @Test
    void discard() throws IOException {
        assertSurvives("discard", recordDiscard(), repository);
    }

    @Test
    void undelete() throws IOException {
        assertSurvives("undelete, discard, undelete", recordUndelete(), repository);
    }

    @Test
    void purge() throws IOException {
        assertSurvives("purge", recordPurge(), repository);
    }

    /** The one in the trash goes for good, the other takes its place, and at no moment there is none. */
    @Test
    void discardOfAnIdThatIsInTheTrash() throws IOException {
        BackupId id = BackupMaker.id(1);
        List<List<String>> former = new ArrayList<>();
        repository.before(store -> {
            repository.backUp(store);
            former.add(repository.content(id));
            store.discard(id, CrashingRepository.DELETED);
            repository.write(2);
            repository.backUp(store, id);
        });
        Recording recording = record(List.of(Deed.DISCARD), List.of());
        assertSurvives("discard of an id in the trash", recording, (disk, told) -> {
            try (RepositoryStore store = CrashingRepository.open(disk, false)) {
                if (store.list().isEmpty()) {
                    assertThat(store.trash()).hasSize(1);
                } else if (!store.trash().isEmpty()) {
                    store.remove(id);
                    try (FileTree tree = store.open(id)) {
                        assertThat(TreeText.of(tree)).isEqualTo(former.get(0));
                    }
                    return;
                }
            }
            repository.judge(disk, told);
        });
    }

    @Test
    void notesOfOneInTheTrash() throws IOException {
        BackupId id = BackupMaker.id(1);
        twoOfThreeInTheTrash();
        Recording recording = repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                store.annotate(id, notes -> notes.withNote("a note"));
                recorder.mark("annotated");
            }
        });
        assertSurvives("notes of one in the trash", recording, (disk, told) -> {
            try (RepositoryStore store = CrashingRepository.open(disk, false)) {
                StoredBackup found = store.get(id);
                assertThat(found.notes().note()).isIn(null, "a note");
                assertThat(found.notes().note() != null || !told.contains("annotated"))
                        .isTrue();
                assertThat(found.deleted()).isEqualTo(CrashingRepository.DELETED);
            }
            repository.judge(disk, told);
        });
    }

    @Test
    void aForgottenForceIsNoticed() throws IOException {
        Recording discard = recordDiscard();
        assertNoticed(
                "what is discarded is not forced",
                discard.without(discard.forces(path -> path.startsWith("repository/snapshots/.tmp-"))));
        assertNoticed(
                "names of what is discarded are not forced",
                discard.without(discard.forces("repository/snapshots"::equals)));
    }

    @Test
    void aForgottenForceOfAPurgeIsNoticed() throws IOException {
        Recording purge = recordPurge();
        assertNoticed("a purge is not forced", purge.without(purge.forces("repository/snapshots"::equals)));
    }

    @Test
    void aSnapshotThatGoesBeforeTheOneThatReplacesItIsNoticed() throws IOException {
        Recording discard = recordDiscard();
        int removal = discard.find(step -> step.matches("Remove\\[slot=\\d+/[0-9a-f]{64}]"))
                .get(0);
        int put = discard.forces(path -> path.startsWith("repository/snapshots/.tmp-"))
                .get(0);
        assertNoticed("a snapshot goes before its successor is there", discard.moved(removal, removal + 1, put - 2));
        Recording undelete = recordUndeleteOnly();
        removal = undelete.find(step -> step.matches("Remove\\[slot=\\d+/[0-9a-f]{64}]"))
                .get(0);
        put = undelete.forces(path -> path.startsWith("repository/snapshots/.tmp-"))
                .get(0);
        assertNoticed(
                "what is undeleted leaves the trash before it is back", undelete.moved(removal, removal + 1, put - 2));
    }

    private Recording recordUndeleteOnly() throws IOException {
        repository.close();
        repository = new CrashingRepository();
        twoOfThreeInTheTrash();
        return record(List.of(Deed.UNDELETE), List.of());
    }

    /** What it leaves goes with a prune, with no other hand; no client that shows all snapshots shows it after that. */
    @Test
    void aChangeThatWasCutShortIsTidiedByTheNextPruneAndByTheNextRemoval() throws IOException {
        for (boolean prunes : List.of(true, false)) {
            try (CrashingRepository scene = new CrashingRepository()) {
                scene.before(scene::threeBackups);
                killedBetweenTwoSnapshots(scene);
                try (RepositoryStore store = CrashingRepository.open(scene.disk(), false)) {
                    assertThat(store.residue()).hasSize(1);
                    if (prunes) {
                        store.prune(PruneOptions.DEFAULT, false, Progress.NONE);
                    } else {
                        store.remove(BackupMaker.id(2));
                    }
                    assertThat(store.residue()).isEmpty();
                    assertThat(store.list()).extracting(StoredBackup::id).contains(BackupMaker.id(1));
                    assertThat(store.trash()).isEmpty();
                }
            }
        }
    }

    /** What an earlier one has left says when that was begun, and must not count for the later. */
    @Test
    void discardAfterOneThatWasCutShort() throws IOException {
        BackupId id = BackupMaker.id(1);
        repository.before(repository::threeBackups);
        killedBetweenTwoSnapshots(repository);
        Recording recording = repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                recorder.mark(Deed.DISCARD.begun(id));
                store.discard(id, CrashingRepository.DELETED.plusSeconds(9));
                recorder.mark(Deed.DISCARD.done(id));
            }
        });
        assertSurvives("discard after one that was cut short", recording, (disk, told) -> {
            try (RepositoryStore store = CrashingRepository.open(disk, false)) {
                assertThat(store.trash())
                        .allSatisfy(each ->
                                assertThat(each.deleted()).isEqualTo(CrashingRepository.DELETED.plusSeconds(9)));
            }
            repository.judge(disk, told);
        });
    }

    private static void killedBetweenTwoSnapshots(CrashingRepository scene) throws IOException {
        for (int steps = 1; true; steps++) {
            Recorder recorder = Recorder.of(scene.disk());
            recorder.killAfter(steps);
            assertThat(killed(recorder)).isTrue();
            CrashingRepository.disownLocks(scene.disk());
            try (RepositoryStore store = CrashingRepository.open(scene.disk(), false)) {
                if (!store.residue().isEmpty()) {
                    return;
                }
            }
        }
    }

    private static boolean killed(Recorder recorder) throws IOException {
        try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
            store.discard(BackupMaker.id(1), CrashingRepository.DELETED);
        } catch (IOException | RuntimeException | Recorder.Killed e) {
            return recorder.restart();
        }
        return recorder.restart();
    }

    /** What a process that is killed did not force is seen by the next, which must not rely on it. */
    @Test
    void aKilledProcessAndAPowerCutAfterTheNext() throws IOException {
        int points = 0;
        long disks = 0;
        int tried = 0;
        boolean killed = true;
        for (int steps = 1; killed; steps += 23) {
            try (CrashingRepository scene = new CrashingRepository()) {
                scene.before(scene::threeBackups);
                Recorder recorder = Recorder.of(scene.disk());
                recorder.killAfter(steps);
                killed = dies(recorder);
                CrashingRepository.disownLocks(scene.disk());
                try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                    goOn(store, recorder);
                }
                CrashReport report =
                        CrashTrial.quiet(scene.scratch(), scene).trying(2).run(recorder.recording());
                assertThat(report.failures()).as("killed after %s steps", steps).isEmpty();
                points += report.points();
                disks += report.disks();
                tried += report.tried();
            }
        }
        CrashTrial.tell(new CrashReport("repository: kill, start, trash", points, disks, tried, 0, List.of()));
    }

    private static boolean dies(Recorder recorder) throws IOException {
        try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
            CrashingRepository.act(Deed.DISCARD, store, 1, recorder);
            CrashingRepository.act(Deed.DISCARD, store, 2, recorder);
            CrashingRepository.act(Deed.UNDELETE, store, 2, recorder);
            CrashingRepository.act(Deed.PURGE, store, 1, recorder);
        } catch (IOException | RuntimeException | Recorder.Killed e) {
            assertThat(recorder.restart()).as("dead by %s", e).isTrue();
            return true;
        }
        return recorder.restart();
    }

    /** Whatever the dead process has done of it. */
    private static void goOn(RepositoryStore store, Recorder recorder) throws IOException {
        for (int number = 1; number <= 2; number++) {
            BackupId id = BackupMaker.id(number);
            if (store.trash().stream().anyMatch(each -> each.id().equals(id))) {
                CrashingRepository.act(Deed.UNDELETE, store, number, recorder);
            } else if (store.list().stream().anyMatch(each -> each.id().equals(id))) {
                CrashingRepository.act(Deed.DISCARD, store, number, recorder);
            }
        }
    }
}
