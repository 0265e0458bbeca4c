package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.restore.RestoreJournal.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournaledSwapTest {

    @TempDir
    Path folder;

    @Test
    void aSwapOfWhichAnyOneStepFailsIsUndoneAtOnce() throws IOException {
        int failures = 0;
        boolean failed = true;
        for (int step = 1; failed; step++) {
            SwapScene scene = SwapScene.in(folder.resolve("fail" + step));
            Map<String, String> before = Snapshot.of(scene.data);
            try (ReservedFolder reserved = scene.stage()) {
                JournaledSwap swap = new JournaledSwap(reserved.workspace(), new FailingSwapFiles(step, step));
                failed = run(swap, scene) != null;
                if (failed) {
                    failures++;
                    reserved.discard();
                    assertThat(Snapshot.of(scene.data))
                            .as("step %d fails", step)
                            .isEqualTo(before);
                }
            }
        }
        assertThat(failures).isGreaterThan(30);
    }

    @Test
    void whenUndoingFailsTooTheNextRecoveryUndoesOrKeepsAll() throws IOException {
        Map<String, String> after = SwapScene.in(folder.resolve("model")).swapped();
        int unfinished = 0;
        boolean failed = true;
        for (int step = 1; failed; step++) {
            SwapScene scene = SwapScene.in(folder.resolve("fail" + step));
            Map<String, String> before = Snapshot.of(scene.data);
            try (ReservedFolder reserved = scene.stage()) {
                IOException e = run(
                        new JournaledSwap(reserved.workspace(), new FailingSwapFiles(step, Integer.MAX_VALUE)), scene);
                failed = e != null;
                if (e instanceof UnfinishedSwapException) {
                    unfinished++;
                } else if (failed) {
                    reserved.discard();
                }
            }
            RestoreRecovery recovery = new RestoreRecovery(scene.data, CutSwapFiles.endless());
            Optional<RestoreJournal> told = recovery.recover();
            recovery.forget(SwapScene.OPERATION);
            boolean isNew = told.isPresent() && told.get().phase() == Phase.RESTORED;
            assertThat(Snapshot.of(scene.data)).as("from step %d on", step).isEqualTo(isNew ? after : before);
        }
        assertThat(unfinished).isGreaterThan(20);
    }

    @Test
    void anInterruptDoesNotKeepAFailedSwapFromBeingUndone() throws IOException {
        SwapScene scene = SwapScene.in(folder.resolve("scene"));
        Map<String, String> before = Snapshot.of(scene.data);
        try (ReservedFolder reserved = scene.stage()) {
            JournaledSwap swap =
                    new JournaledSwap(reserved.workspace(), new LocalSwapFiles(MountTable.ofThisProcess()));
            RestoreJournal journal = scene.journal();
            Files.createDirectory(scene.data.resolve("brand"));
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> swap.run(journal)).isInstanceOf(IOException.class);

            assertThat(Thread.interrupted()).isTrue();
            Files.delete(scene.data.resolve("brand"));
            reserved.discard();
        }
        assertThat(Snapshot.of(scene.data).keySet()).isEqualTo(before.keySet());
    }

    @Test
    void whatSomebodyPutInTheWayIsNeverOverwritten() throws IOException {
        SwapScene scene = SwapScene.in(folder.resolve("scene"));
        RestoreJournal journal = scene.journal();
        SwapScene.file(scene.data.resolve("brand"), "somebody's");
        Map<String, String> before = Snapshot.of(scene.data);
        try (ReservedFolder reserved = scene.stage()) {
            JournaledSwap swap = new JournaledSwap(reserved.workspace(), CutSwapFiles.endless());

            assertThatThrownBy(() -> swap.run(journal)).isInstanceOf(IOException.class);

            reserved.discard();
        }
        assertThat(scene.data.resolve("brand")).hasContent("somebody's");
        assertThat(Snapshot.of(scene.data).keySet()).isEqualTo(before.keySet());
    }

    @Test
    void nothingIsRenamedThroughASymlink() throws IOException {
        SwapScene scene = SwapScene.in(folder.resolve("scene"));
        RestoreJournal journal = scene.journal();
        Path elsewhere = linkMixedElsewhere(scene);
        Map<String, String> before = Snapshot.of(elsewhere);
        Map<String, String> dataBefore = Snapshot.of(scene.data);
        try (ReservedFolder reserved = scene.stage()) {
            JournaledSwap swap = new JournaledSwap(reserved.workspace(), CutSwapFiles.endless());

            assertThatThrownBy(() -> swap.run(journal))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(UnfinishedSwapException.class);

            reserved.discard();
        }
        assertThat(Snapshot.of(elsewhere)).isEqualTo(before);
        assertThat(Snapshot.of(scene.data).keySet()).isEqualTo(dataBefore.keySet());
    }

    @Test
    void aSymlinkThatAppearsInTheMidstOfASwapDoesNotKeepItFromBeingUndone() throws IOException {
        SwapScene scene = SwapScene.in(folder.resolve("scene"));
        Map<String, String> before = Snapshot.of(scene.data);
        RestoreJournal journal = scene.journal();
        try (ReservedFolder reserved = scene.stage()) {
            // Dies before the first rename in 'mixed'.
            JournaledSwap swap = new JournaledSwap(reserved.workspace(), new CutSwapFiles(15));
            assertThatThrownBy(() -> swap.run(journal)).isInstanceOf(CutSwapFiles.Cut.class);
            assertThat(scene.data.resolve("brand")).exists();
        }
        Path elsewhere = linkMixedElsewhere(scene);
        Map<String, String> elsewhereBefore = Snapshot.of(elsewhere);

        new RestoreRecovery(scene.data, CutSwapFiles.endless()).recover();

        assertThat(Snapshot.of(elsewhere)).isEqualTo(elsewhereBefore);
        Files.delete(scene.data.resolve("mixed"));
        Files.move(elsewhere, scene.data.resolve("mixed"));
        assertThat(Snapshot.of(scene.data).keySet()).isEqualTo(before.keySet());
        assertThat(scene.data.resolve("chain/deep/er/x")).hasContent("old x");
    }

    private Path linkMixedElsewhere(SwapScene scene) throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(scene.data.resolve("mixed"), elsewhere);
        Files.createSymbolicLink(scene.data.resolve("mixed"), elsewhere);
        return elsewhere;
    }

    private static @Nullable IOException run(JournaledSwap swap, SwapScene scene) throws IOException {
        RestoreJournal journal = scene.journal();
        try {
            swap.run(journal);
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
