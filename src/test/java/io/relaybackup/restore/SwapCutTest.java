package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.restore.RestoreJournal.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dies at every single step of a swap, and at every single step of recovering from that. */
class SwapCutTest {

    @TempDir
    Path folder;

    @Test
    void aSwapThatDiesAtAnyStepIsWhollyUndoneOrWhollyThereAfterRecovery() throws IOException {
        Map<String, String> after = SwapScene.in(folder.resolve("model")).swapped();
        int steps = 0;
        int olds = 0;
        int news = 0;
        for (boolean died = true; died; steps++) {
            SwapScene scene = SwapScene.in(folder.resolve("cut" + steps));
            Map<String, String> before = Snapshot.of(scene.data);
            died = runUntil(scene, steps);

            Optional<RestoreJournal> told =
                    recovery(scene, CutSwapFiles.endless()).recover();

            Map<String, String> now = Snapshot.of(scene.data);
            boolean isNew = told.isPresent() && told.get().phase() == Phase.RESTORED;
            assertThat(now).as("after step %d", steps).isEqualTo(isNew ? after : before);
            if (isNew) {
                news++;
            } else {
                olds++;
            }
            recovery(scene, CutSwapFiles.endless()).forget(SwapScene.OPERATION);
            assertThat(scene.workspace.folder()).doesNotExist();
            assertThat(Snapshot.of(scene.data)).as("after step %d", steps).isEqualTo(isNew ? after : before);
        }
        assertThat(olds).isGreaterThan(30);
        assertThat(news).isGreaterThan(1);
    }

    @Test
    void aRecoveryThatDiesAtAnyStepIsFinishedByTheNext() throws IOException {
        Map<String, String> after = SwapScene.small(folder.resolve("model")).swapped();
        int cases = 0;
        boolean died = true;
        for (int swapSteps = 0; died; swapSteps++) {
            boolean recoveryDied = true;
            for (int recoverySteps = 0; recoveryDied; recoverySteps++) {
                SwapScene scene = SwapScene.small(folder.resolve("cut" + swapSteps + "-" + recoverySteps));
                Map<String, String> before = Snapshot.of(scene.data);
                died = runUntil(scene, swapSteps);

                recoveryDied = recoverUntil(scene, recoverySteps);
                Optional<RestoreJournal> told =
                        recovery(scene, CutSwapFiles.endless()).recover();
                recovery(scene, CutSwapFiles.endless()).forget(SwapScene.OPERATION);

                Map<String, String> now = butForTheTimeOfTheTop(Snapshot.of(scene.data));
                assertThat(now)
                        .as("swap cut after %d steps, recovery after %d", swapSteps, recoverySteps)
                        .isIn(butForTheTimeOfTheTop(before), butForTheTimeOfTheTop(after));
                if (told.isPresent()) {
                    assertThat(now.containsKey("brand/")).isEqualTo(told.get().phase() == Phase.RESTORED);
                }
                assertThat(scene.workspace.folder()).doesNotExist();
                cases++;
            }
        }
        assertThat(cases).isGreaterThan(300);
    }

    @Test
    void whatRecoveryFoundIsToldUntilItIsForgotten() throws IOException {
        SwapScene scene = SwapScene.in(folder.resolve("scene"));
        runUntil(scene, 12);
        Optional<RestoreJournal> first = recovery(scene, CutSwapFiles.endless()).recover();
        assertThat(first.orElseThrow().phase()).isEqualTo(Phase.UNDONE);
        assertThat(recovery(scene, CutSwapFiles.endless()).recover()).isEqualTo(first);
        try (var left = Files.newDirectoryStream(scene.workspace.folder())) {
            assertThat(left).containsExactlyInAnyOrder(scene.workspace.journal(), scene.workspace.lock());
        }

        recovery(scene, CutSwapFiles.endless()).forget(SwapScene.OPERATION);

        assertThat(recovery(scene, CutSwapFiles.endless()).recover()).isEmpty();
    }

    /** Between removing the folder and setting the time back nothing remembers the time. */
    private static Map<String, String> butForTheTimeOfTheTop(Map<String, String> snapshot) {
        Map<String, String> others = new TreeMap<>(snapshot);
        others.computeIfPresent("", (path, line) -> line.substring(0, line.lastIndexOf(' ')));
        return others;
    }

    private static RestoreRecovery recovery(SwapScene scene, SwapFiles files) {
        return new RestoreRecovery(scene.data, files);
    }

    /** Whether it died before it was through. */
    private static boolean runUntil(SwapScene scene, int steps) throws IOException {
        CutSwapFiles files = new CutSwapFiles(steps);
        // The dead process's lock goes with it.
        try (ReservedFolder folder = scene.stage()) {
            new JournaledSwap(folder.workspace(), files).run(scene.journal());
            return false;
        } catch (CutSwapFiles.Cut e) {
            return true;
        }
    }

    private static boolean recoverUntil(SwapScene scene, int steps) throws IOException {
        CutSwapFiles files = new CutSwapFiles(steps);
        try {
            recovery(scene, files).recover();
            recovery(scene, files).forget(SwapScene.OPERATION);
            return false;
        } catch (CutSwapFiles.Cut e) {
            return true;
        }
    }
}
