package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.CrashReport;
import io.relaybackup.crash.CrashTrial;
import io.relaybackup.crash.Recorder;
import io.relaybackup.crash.Recording;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts the power at every moment of a restore for practice, which promises nothing and must cost nothing. */
class RehearsalCrashTest {

    private Scratch scratch;
    private Path disk;
    private BackupId id;
    private Map<String, String> live = Map.of();

    @BeforeEach
    void layOut() throws IOException {
        scratch = Scratch.make();
        disk = scratch.directory("original");
        try (RestoreBench bench = bench(disk)) {
            bench.file("chain/blocks", "one\n");
            bench.file("users/deep/er/profile", "profile");
            Files.createLink(bench.data.resolve("users/second"), bench.data.resolve("chain/blocks"));
            id = bench.backup();
        }
        Files.createDirectory(disk.resolve("drills"));
        Files.writeString(disk.resolve("drills/foreign"), "somebody's");
        live = RestoreCrashTest.look(disk);
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    private static RestoreBench bench(Path disk) throws IOException {
        return RestoreBench.onDisk(disk, Durability.fastest(2));
    }

    private void rehearse(RestoreBench bench, Path drills) throws IOException {
        try (Rehearsal rehearsal = bench.rehearsals().restore(bench.stores.first(), id, drills, new FakeOperation())) {
            assertThat(rehearsal.compare(Progress.NONE).count()).isZero();
        }
    }

    private void judge(Path crashed, List<String> told) throws IOException {
        assertThat(RestoreCrashTest.look(crashed)).isEqualTo(live);
        Path drills = crashed.resolve("drills");
        try (RestoreBench bench = bench(crashed)) {
            bench.durability = place -> {};
            bench.rehearsals().removeLeftovers(drills);
            assertOnlyTheForeignIsThere(drills);
            rehearse(bench, drills);
            assertOnlyTheForeignIsThere(drills);
            assertThat(bench.store.list()).hasSize(1);
        }
        assertThat(RestoreCrashTest.look(crashed)).isEqualTo(live);
    }

    private static void assertOnlyTheForeignIsThere(Path drills) throws IOException {
        try (Stream<Path> left = Files.list(drills)) {
            assertThat(left).containsExactly(drills.resolve("foreign"));
        }
    }

    @Test
    void whatItLeavesIsEmptiedAndNothingElse() throws IOException {
        Recorder recorder = Recorder.of(disk);
        try (RestoreBench bench = bench(recorder.root())) {
            rehearse(bench, recorder.root().resolve("drills"));
        }
        Recording recording = recorder.recording();
        CrashReport report =
                CrashTrial.of("restore drill", scratch, this::judge).trying(60).run(recording);
        assertThat(report.failures()).isEmpty();
    }
}
