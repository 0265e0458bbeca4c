package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.Promises.Deed;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.tree.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of what a plain store does with its trash. */
class PlainTrashCrashTest {

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
        assertSurvives(operation, recording, crashing);
    }

    private void assertSurvives(String operation, Recording recording, CrashTrial.Judge judge) throws IOException {
        CrashReport report =
                CrashTrial.of("plain: " + operation, crashing.scratch(), judge).run(recording);
        assertThat(report.failures()).isEmpty();
    }

    private void assertNoticed(String mutation, Recording wrong) throws IOException {
        CrashReport report = CrashTrial.of("plain: " + mutation, crashing.scratch(), crashing)
                .untilFirstFailure()
                .run(wrong);
        assertThat(report.failures()).as(mutation).isNotEmpty();
    }

    /** The first makes the trash. */
    private Recording recordDiscard() throws IOException {
        crashing.before(crashing::threeBackups);
        return crashing.record((store, recorder) -> {
            crashing.act(Deed.DISCARD, store, 1, recorder);
            crashing.act(Deed.DISCARD, store, 2, recorder);
        });
    }

    private Recording recordUndelete() throws IOException {
        crashing.before(store -> {
            crashing.threeBackups(store);
            store.discard(BackupMaker.id(1), CrashingStore.DELETED);
        });
        return crashing.record((store, recorder) -> {
            crashing.act(Deed.UNDELETE, store, 1, recorder);
            crashing.act(Deed.DISCARD, store, 2, recorder);
            crashing.act(Deed.UNDELETE, store, 2, recorder);
        });
    }

    /** As emptying does with what is due. */
    private Recording recordPurge() throws IOException {
        crashing.before(store -> {
            crashing.threeBackups(store);
            store.discard(BackupMaker.id(1), CrashingStore.DELETED);
            store.discard(BackupMaker.id(2), CrashingStore.DELETED);
        });
        return crashing.record((store, recorder) -> {
            crashing.act(Deed.PURGE, store, 1, recorder);
            crashing.act(Deed.PURGE, store, 2, recorder);
        });
    }

    @Test
    void discard() throws IOException {
        assertSurvives("discard", recordDiscard());
    }

    @Test
    void undelete() throws IOException {
        assertSurvives("undelete, discard, undelete", recordUndelete());
    }

    @Test
    void purge() throws IOException {
        assertSurvives("purge", recordPurge());
    }

    /** The one in the trash goes for good, the other takes its place, and at no moment there is none. */
    @Test
    void discardOfAnIdThatIsInTheTrash() throws IOException {
        BackupId id = BackupMaker.id(1);
        List<List<String>> former = new ArrayList<>();
        crashing.before(store -> {
            crashing.backUp(store);
            former.add(crashing.content(id));
            store.discard(id, CrashingStore.DELETED);
            crashing.write(2);
            crashing.backUp(store, id);
        });
        Recording recording = crashing.record((store, recorder) -> crashing.act(Deed.DISCARD, store, 1, recorder));
        assertSurvives("discard of an id in the trash", recording, (disk, told) -> {
            try (PlainStore store = CrashingStore.open(disk)) {
                if (store.list().isEmpty()) {
                    assertThat(store.trash()).hasSize(1);
                } else if (!store.trash().isEmpty()) {
                    Path trashed = disk.resolve(CrashingStore.FOLDER)
                            .resolve(Layout.TRASH)
                            .resolve(id.value());
                    try (FileTree tree = PlainTree.open(trashed, LiveFolder.CLOCK)) {
                        assertThat(TreeText.of(tree)).isEqualTo(former.get(0));
                    }
                    store.purge(id);
                }
            }
            crashing.judge(disk, told);
        });
    }

    @Test
    void notesOfOneInTheTrash() throws IOException {
        BackupId id = BackupMaker.id(1);
        crashing.before(store -> {
            crashing.threeBackups(store);
            store.discard(id, CrashingStore.DELETED);
        });
        Recording recording = crashing.record((store, recorder) -> {
            store.annotate(id, notes -> notes.withNote("a note"));
            recorder.mark("annotated");
        });
        assertSurvives("notes of one in the trash", recording, (disk, told) -> {
            try (PlainStore store = CrashingStore.open(disk)) {
                String note = store.get(id).notes().note();
                assertThat(note).isIn(null, "a note");
                assertThat(note != null || !told.contains("annotated")).isTrue();
                assertThat(store.get(id).deleted()).isEqualTo(CrashingStore.DELETED);
            }
            crashing.judge(disk, told);
        });
    }

    @Test
    void aForgottenForceOfADeletionIsNoticed() throws IOException {
        Recording discard = recordDiscard();
        assertNoticed("the trash is not forced", discard.without(discard.forces("volume/backups/.trash"::equals)));
        assertNoticed("the name of the trash is not forced", discard.without(discard.forces("volume/backups"::equals)));
    }

    @Test
    void aForgottenForceOfAnUndoneDeletionIsNoticed() throws IOException {
        Recording undelete = recordUndelete();
        assertNoticed(
                "the place of what is undeleted is not forced",
                undelete.without(undelete.forces("volume/backups"::equals)));
    }

    @Test
    void aForgottenForceOfAPurgeIsNoticed() throws IOException {
        Recording purge = recordPurge();
        assertNoticed(
                "the place of what is purged is not forced",
                purge.without(purge.forces("volume/backups/.partial"::equals)));
        int rename = purge.find(step -> step.startsWith("Rename")).get(0);
        int removal = purge.find(step -> step.startsWith("Remove")).get(0);
        assertNoticed("a file goes before its backup is out of the trash", purge.moved(removal, removal, rename));
    }

    /** What a process that is killed did not force is seen by the next, which must not rely on it. */
    @Test
    void aKilledProcessAndAPowerCutAfterTheNext() throws IOException {
        CrashReport whole = killedAfterEvery(1, 31, 2, Integer.MAX_VALUE, (scene, store, recorder) -> {
            scene.act(Deed.DISCARD, store, 1, recorder);
            scene.act(Deed.DISCARD, store, 2, recorder);
            scene.act(Deed.UNDELETE, store, 2, recorder);
            scene.act(Deed.PURGE, store, 1, recorder);
        });
        // The next start goes on with what was renamed, and by whom that was forced nobody knows.
        CrashReport beginning =
                killedAfterEvery(4, 1, 20, 8, (scene, store, recorder) -> scene.act(Deed.REMOVE, store, 1, recorder));
        CrashTrial.tell(new CrashReport(
                "plain: kill, start, trash",
                whole.points() + beginning.points(),
                whole.disks() + beginning.disks(),
                whole.tried() + beginning.tried(),
                0,
                List.of()));
    }

    /** What the process does that is killed. */
    private interface Life {
        void of(CrashingStore scene, PlainStore store, Recorder recorder) throws IOException;
    }

    private static CrashReport killedAfterEvery(int first, int steps, int disks, int last, Life life)
            throws IOException {
        int points = 0;
        long different = 0;
        int tried = 0;
        boolean killed = true;
        for (int at = first; killed && at <= last; at += steps) {
            try (CrashingStore scene = new CrashingStore()) {
                scene.before(scene::threeBackups);
                Recorder recorder = Recorder.of(scene.disk());
                recorder.killAfter(at);
                killed = dies(scene, recorder, life);
                try (PlainStore store = CrashingStore.open(recorder.root())) {
                    goOn(scene, store, recorder);
                }
                CrashReport report =
                        CrashTrial.quiet(scene.scratch(), scene).trying(disks).run(recorder.recording());
                assertThat(report.failures()).as("killed after %s steps", at).isEmpty();
                points += report.points();
                different += report.disks();
                tried += report.tried();
            }
        }
        return new CrashReport("", points, different, tried, 0, List.of());
    }

    private static boolean dies(CrashingStore scene, Recorder recorder, Life life) throws IOException {
        try (PlainStore store = CrashingStore.open(recorder.root())) {
            life.of(scene, store, recorder);
        } catch (IOException | RuntimeException | Recorder.Killed e) {
            assertThat(recorder.restart()).as("dead by %s", e).isTrue();
            return true;
        }
        return recorder.restart();
    }

    /** Whatever the dead process has done of it. */
    private static void goOn(CrashingStore scene, PlainStore store, Recorder recorder) throws IOException {
        for (int number = 1; number <= 2; number++) {
            BackupId id = BackupMaker.id(number);
            if (store.trash().stream().anyMatch(each -> each.id().equals(id))) {
                scene.act(Deed.UNDELETE, store, number, recorder);
            } else if (store.list().stream().anyMatch(each -> each.id().equals(id))) {
                scene.act(Deed.DISCARD, store, number, recorder);
            }
        }
    }
}
