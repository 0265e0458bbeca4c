package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Promises.Deed;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of everything that a plain store does. */
class PlainStoreCrashTest {

    private static final int BETWEEN_KILLS = 12;

    private CrashingStore crashing;

    @BeforeEach
    void make() throws IOException {
        crashing = new CrashingStore();
    }

    @AfterEach
    void close() throws IOException {
        crashing.close();
    }

    private void assertSurvives(String operation, Recording recording) throws IOException {
        CrashReport report =
                CrashTrial.of(operation, crashing.scratch(), crashing).run(recording);
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void theFirstBackup() throws IOException {
        assertSurvives("plain: first backup", crashing.record(crashing::backUp));
    }

    @Test
    void backup() throws IOException {
        assertSurvives("plain: backup", recordBackup());
    }

    private Recording recordBackup() throws IOException {
        crashing.before(crashing::backUp);
        crashing.write(2);
        return crashing.record(crashing::backUp);
    }

    @Test
    void delete() throws IOException {
        assertSurvives("plain: delete", recordDelete());
    }

    private Recording recordDelete() throws IOException {
        crashing.before(crashing::threeBackups);
        return crashing.record((store, recorder) -> {
            crashing.act(Deed.REMOVE, store, 1, recorder);
            crashing.act(Deed.REMOVE, store, 2, recorder);
        });
    }

    private void assertNoticed(String mutation, Recording wrong) throws IOException {
        CrashReport report = CrashTrial.of("plain: " + mutation, crashing.scratch(), crashing)
                .untilFirstFailure()
                .run(wrong);
        assertThat(report.failures()).as(mutation).isNotEmpty();
    }

    @Test
    void aForgottenForceOfABackupIsNoticed() throws IOException {
        Recording right = recordBackup();
        Map<String, String> forces = new TreeMap<>(Map.of(
                "content is not forced", "volume/backups/.partial/[^/]+/.*blocks.jsonl",
                "the manifest is not forced", "volume/backups/.partial/[^/]+/backup-manifest.json",
                "the record is not forced", "volume/backups/.partial/[^/]+/.backup/entries.jsonl",
                "a directory's names are not forced", "volume/backups/.partial/[^/]+/users",
                "the backup's own names are not forced", "volume/backups/.partial/[^/]+",
                "the store's names are not forced", "volume/backups"));
        for (Map.Entry<String, String> each : forces.entrySet()) {
            assertNoticed(each.getKey(), right.without(right.forces(path -> path.matches(each.getValue()))));
        }
    }

    @Test
    void aForgottenForceOfADeletionIsNoticed() throws IOException {
        Recording right = recordDelete();
        assertNoticed(
                "the place of what is removed is not forced",
                right.without(right.forces("volume/backups/.partial"::equals)));
    }

    @Test
    void removingBeforeTheRenameIsNoticed() throws IOException {
        Recording right = recordDelete();
        int rename = right.find(step -> step.startsWith("Rename")).get(0);
        int removal = right.find(step -> step.startsWith("Remove")).get(0);
        assertNoticed("a file goes before its backup is put aside", right.moved(removal, removal, rename));
    }

    @Test
    void committingBeforeForcingIsNoticed() throws IOException {
        Recording right = recordBackup();
        int rename = right.find(step -> step.startsWith("Rename")).get(0);
        int first = right.forces(path -> path.startsWith("volume/backups/.partial/"))
                .get(0);
        assertNoticed("a backup is renamed to its place before it is forced", right.moved(rename, rename + 1, first));
    }

    @Test
    void notes() throws IOException {
        crashing.before(crashing::backUp);
        BackupId id = BackupMaker.id(1);
        Recording recording = crashing.record((store, recorder) -> {
            store.annotate(id, notes -> new Notes(List.of("tag"), "a note", null, null));
            recorder.mark("annotated");
        });
        CrashReport report = CrashTrial.of("plain: notes", crashing.scratch(), (disk, told) -> {
                    try (PlainStore store = CrashingStore.open(disk)) {
                        String note = store.get(id).notes().note();
                        assertThat(note).isIn(null, "a note");
                        assertThat(note != null || !told.contains("annotated")).isTrue();
                    }
                    crashing.judge(disk, told);
                })
                .run(recording);
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void copy() throws IOException {
        crashing.before(crashing::backUp);
        BackupId id = BackupMaker.id(1);
        Path elsewhere = crashing.scratch().directory("elsewhere");
        crashing.isNotOld();
        Recording recording;
        try (PlainStore from = CrashingStore.open(crashing.disk())) {
            recording = CrashingStore.record(elsewhere, (to, recorder) -> {
                recorder.mark(Deed.MAKE.begun(id));
                try (BackupDraft draft = to.begin(id);
                        FileTree tree = from.open(id)) {
                    draft.write(tree, null, new RecordingListener(), Progress.NONE);
                    draft.commit(from.get(id).manifest(), Notes.NONE);
                }
                recorder.mark(Deed.MAKE.done(id));
            });
        }
        assertSurvives("plain: copy", recording);
    }

    /** What a process that is killed did not force is seen by the next, which must not rely on it. */
    @Test
    void aKilledProcessAndAPowerCutAfterTheNext() throws IOException {
        int points = 0;
        long disks = 0;
        int tried = 0;
        boolean killed = true;
        for (int steps = 1; killed; steps += BETWEEN_KILLS) {
            try (CrashingStore scene = new CrashingStore()) {
                Recorder recorder = Recorder.of(scene.disk());
                recorder.killAfter(steps);
                killed = dies(scene, recorder);
                try (PlainStore store = CrashingStore.open(recorder.root())) {
                    scene.backUp(store, recorder);
                }
                CrashReport report =
                        CrashTrial.quiet(scene.scratch(), scene).trying(20).run(recorder.recording());
                assertThat(report.failures()).as("killed after %s steps", steps).isEmpty();
                points += report.points();
                disks += report.disks();
                tried += report.tried();
            }
        }
        CrashTrial.tell(new CrashReport("plain: kill, start, backup", points, disks, tried, 0, List.of()));
    }

    private static boolean dies(CrashingStore scene, Recorder recorder) throws IOException {
        try (PlainStore store = CrashingStore.open(recorder.root())) {
            scene.backUp(store, recorder);
        } catch (IOException | RuntimeException | Recorder.Killed e) {
            assertThat(recorder.restart()).as("dead by %s", e).isTrue();
            return true;
        }
        return recorder.restart();
    }
}
