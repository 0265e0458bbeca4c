package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Promises.Deed;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.StoreKey;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of everything that a repository does. */
class RepositoryCrashTest {

    private static final int BETWEEN_KILLS = 7;

    private static final String OTHER = "another password";

    private CrashingRepository repository;

    @BeforeEach
    void make() throws IOException {
        repository = new CrashingRepository();
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private void assertSurvives(String operation, Recording recording) throws IOException {
        assertSurvives(operation, recording, repository);
    }

    private void assertSurvives(String operation, Recording recording, CrashTrial.Judge judge) throws IOException {
        CrashReport report =
                CrashTrial.of(operation, repository.scratch(), judge).run(recording);
        assertThat(report.failures()).isEmpty();
    }

    /** That the trial sees what a product would do wrong. */
    private void assertNoticed(String mutation, Recording wrong) throws IOException {
        CrashReport report = CrashTrial.of("repository: " + mutation, repository.scratch(), repository)
                .untilFirstFailure()
                .run(wrong);
        assertThat(report.failures()).as(mutation).isNotEmpty();
    }

    @Test
    void initAndTheFirstBackup() throws IOException {
        Recording recording = repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), true)) {
                recorder.mark(CrashingRepository.INITIALIZED);
                repository.backUp(store, recorder);
            }
        });
        assertSurvives("repository: init, first backup", recording);
    }

    @Test
    void backup() throws IOException {
        assertSurvives("repository: backup", recordBackups());
    }

    private Recording recordBackups() throws IOException {
        repository.before(repository::backUp);
        return repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                repository.write(2);
                repository.backUp(store, recorder);
                repository.write(3);
                repository.backUp(store, recorder);
            }
        });
    }

    private void threeBackups() throws IOException {
        repository.before(repository::threeBackups);
    }

    @Test
    void deleteAndRetention() throws IOException {
        assertSurvives("repository: delete, retention", recordDelete());
    }

    private Recording recordDelete() throws IOException {
        threeBackups();
        return repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                CrashingRepository.act(Deed.REMOVE, store, 1, recorder);
                CrashingRepository.act(Deed.REMOVE, store, 2, recorder);
            }
        });
    }

    @Test
    void notes() throws IOException {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        Recording recording = repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                store.annotate(id, notes -> new Notes(List.of("tag"), "a note", null, null));
                recorder.mark("annotated");
            }
        });
        assertSurvives("repository: notes", recording, (disk, told) -> {
            try (RepositoryStore store = CrashingRepository.open(disk, false)) {
                String note = store.get(id).notes().note();
                assertThat(note).isIn(null, "a note");
                assertThat(note != null || !told.contains("annotated")).isTrue();
            }
            repository.judge(disk, told);
        });
    }

    @Test
    void prune() throws IOException {
        assertSurvives("repository: prune", recordPrune());
    }

    /** What is left of the first backup lies in packs with what the others need, so that some are written anew. */
    private Recording recordPrune() throws IOException {
        threeBackups();
        repository.before(store -> store.remove(BackupMaker.id(1)));
        return repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                store.prune(new PruneOptions(0, Long.MAX_VALUE), false, Progress.NONE);
            }
        });
    }

    @Test
    void repair() throws IOException {
        threeBackups();
        try (var index = Files.list(repository.disk().resolve("repository/index"))) {
            Files.delete(index.sorted().findFirst().orElseThrow());
        }
        Recording recording = repository.record(recorder -> {
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                store.repair(List.of(), false, Progress.NONE);
                recorder.mark("repaired");
            }
        });
        assertSurvives("repository: repair", recording, (disk, told) -> {
            if (!told.contains("repaired")) {
                try (RepositoryStore store = CrashingRepository.open(disk, false)) {
                    assertThat(store.repair(List.of(), false, Progress.NONE).lostFileCount())
                            .isZero();
                }
            }
            repository.judge(disk, told);
        });
    }

    @Test
    void copy() throws IOException {
        threeBackups();
        Path elsewhere = repository.scratch().directory("elsewhere");
        CrashingRepository.open(elsewhere, true).close();
        BackupId id = BackupMaker.id(3);
        repository.isNotOld();
        Recording recording = repository.record(elsewhere, recorder -> {
            try (RepositoryStore from = CrashingRepository.open(repository.disk(), false);
                    RepositoryStore to = CrashingRepository.open(recorder.root(), false)) {
                recorder.mark(CrashingRepository.INITIALIZED);
                recorder.mark(Deed.MAKE.begun(id));
                repository.copy(id, from, to);
                recorder.mark(Deed.MAKE.done(id));
            }
        });
        assertSurvives("repository: copy", recording);
    }

    @Test
    void keys() throws IOException {
        threeBackups();
        Recording recording = repository.record(recorder -> {
            String first;
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false)) {
                first = store.keys().get(0).id();
                store.addKey(OTHER.getBytes(StandardCharsets.UTF_8));
                recorder.mark("added");
            }
            try (RepositoryStore store = CrashingRepository.open(recorder.root(), false, OTHER)) {
                recorder.mark("key goes");
                store.removeKey(first);
                recorder.mark("key is gone");
            }
        });
        assertSurvives("repository: keys", recording, (disk, told) -> {
            if (told.contains("key is gone")) {
                assertThatThrownBy(() -> CrashingRepository.open(disk, false))
                        .isInstanceOf(WrongPasswordException.class);
            }
            String password = told.contains("key goes") ? OTHER : CrashingRepository.PASSWORD;
            if (told.contains("added")) {
                try (RepositoryStore store = CrashingRepository.open(disk, false, OTHER)) {
                    assertThat(store.keys()).extracting(StoreKey::current).contains(true);
                }
            }
            repository.judge(disk, told, password);
        });
    }

    private static final List<String> FOLDERS = List.of("data", "index", "snapshots");

    @Test
    void aForgottenForceIsNoticed() throws IOException {
        Recording backups = recordBackups();
        for (String folder : FOLDERS) {
            Predicate<String> files = path -> path.startsWith("repository/" + folder + "/") && path.contains(".tmp-");
            assertNoticed("content of " + folder + " is not forced", backups.without(backups.forces(files)));
            Predicate<String> names = path -> path.matches("repository/" + folder + "(/[0-9a-f]{2})?");
            assertNoticed("names in " + folder + " are not forced", backups.without(backups.forces(names)));
        }
    }

    /** Of a file that was put: made, written, forced, renamed, and its folder forced. */
    private static int[] put(Recording recording, String folder) {
        int force = recording
                .forces(path -> path.startsWith("repository/" + folder + "/.tmp-"))
                .get(0);
        return new int[] {force - 2, force + 2};
    }

    @Test
    void aSnapshotBeforeItsIndexIsNoticed() throws IOException {
        Recording backups = recordBackups();
        int[] snapshot = put(backups, "snapshots");
        int index = put(backups, "index")[0];
        assertNoticed("a snapshot is put before its index", backups.moved(snapshot[0], snapshot[1], index));
    }

    @Test
    void packsThatGoBeforeTheIndexThatNamesThemAreNoticed() throws IOException {
        Recording prune = recordPrune();
        int index = put(prune, "index")[0];
        List<Integer> removals = prune.find(step -> step.matches("Remove\\[slot=\\d+/[0-9a-f]{64}]"));
        int last = removals.get(removals.size() - 2);
        assertNoticed("a pack is removed before the new index is there", prune.moved(last, last + 1, index));
    }

    @Test
    void aForgottenForceOfADeletionIsNoticed() throws IOException {
        Recording delete = recordDelete();
        assertNoticed(
                "deletion of a snapshot is not forced", delete.without(delete.forces("repository/snapshots"::equals)));
    }

    /** What a process that is killed did not force is seen by the next, which must not rely on it. */
    @Test
    void aKilledProcessAndAPowerCutAfterTheNext() throws IOException {
        int points = 0;
        long disks = 0;
        int tried = 0;
        boolean killed = true;
        for (int steps = 1; killed; steps += BETWEEN_KILLS) {
            try (CrashingRepository crashing = new CrashingRepository()) {
                Recorder recorder = Recorder.of(crashing.disk());
                recorder.killAfter(steps);
                killed = dies(crashing, recorder);
                CrashingRepository.disownLocks(crashing.disk());
                try (RepositoryStore store = CrashingRepository.open(recorder.root(), true)) {
                    crashing.backUp(store, recorder);
                    // Not before: one that is only opened, and was never forced, may go, and the next start makes it.
                    recorder.mark(CrashingRepository.INITIALIZED);
                }
                CrashReport report = CrashTrial.quiet(crashing.scratch(), crashing)
                        .trying(20)
                        .run(recorder.recording());
                assertThat(report.failures()).as("killed after %s steps", steps).isEmpty();
                points += report.points();
                disks += report.disks();
                tried += report.tried();
            }
        }
        CrashTrial.tell(new CrashReport("repository: kill, start, backup", points, disks, tried, 0, List.of()));
    }

    private static boolean dies(CrashingRepository crashing, Recorder recorder) throws IOException {
        try (RepositoryStore store = CrashingRepository.open(recorder.root(), true)) {
            crashing.backUp(store, recorder);
        } catch (IOException | RuntimeException | Recorder.Killed e) {
            assertThat(recorder.restart()).as("dead by %s", e).isTrue();
            return true;
        }
        return recorder.restart();
    }
}
