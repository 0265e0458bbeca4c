package io.relaybackup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.problem.Problem;
import io.relaybackup.restore.Comparison;
import io.relaybackup.restore.Deviation;
import io.relaybackup.restore.FakeOperation;
import io.relaybackup.restore.RestoreBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a drill has failed. */
class DrillRunTest {

    private static final Comparison SAME = new Comparison(0, List.of(), 0, List.of());

    private static CommandResult exit(@Nullable Integer code, boolean timedOut, @Nullable String problem) {
        return new CommandResult(code, timedOut, 5, "", 0, problem);
    }

    @Test
    void whatCameBackAsItWasAndPleasesTheApplicationIsGood() {
        Deviation warning = new Deviation("a", Deviation.Kind.METADATA, "no owner");
        assertThat(DrillRun.judge(SAME, null)).isEmpty();
        assertThat(DrillRun.judge(SAME, exit(0, false, null))).isEmpty();
        assertThat(DrillRun.judge(new Comparison(0, List.of(), 1, List.of(warning)), null))
                .isEmpty();
    }

    @Test
    void oneDeviationFailsItWhateverTheApplicationSays() {
        Deviation one = new Deviation("users/users.json", Deviation.Kind.CONTENT, "does not have the recorded content");
        Optional<Problem> problem = DrillRun.judge(new Comparison(3, List.of(one), 0, List.of()), exit(0, false, null));
        assertThat(problem).hasValueSatisfying(found -> {
            assertThat(found.name()).isEqualTo("restored-data-deviates");
            assertThat(found.path()).isEqualTo("users/users.json");
            assertThat(found.detail()).contains("users/users.json").contains("2 more");
        });
    }

    @Test
    void anApplicationThatIsNotContentFailsIt() {
        for (CommandResult result :
                List.of(exit(1, false, null), exit(null, true, null), exit(null, false, "ENOENT"))) {
            assertThat(DrillRun.judge(SAME, result))
                    .hasValueSatisfying(found -> assertThat(found.name()).isEqualTo("application-check-failed"));
        }
    }

    @Test
    void whatWasSeenStaysEvidenceWhereItCannotBeRemoved(@TempDir Path folder) throws Exception {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        try (RestoreBench bench = new RestoreBench(folder);
                HeldDrills held = held(folder)) {
            bench.file("users/users.json", "[1]");
            BackupId id = bench.backup();
            bench.refuseRemovals(1);

            assertThat(hold(bench, held, scratch, id, id))
                    .satisfiesExactly(
                            first -> {
                                assertThat(first.outcome()).isEqualTo(DrillOutcome.FAILED);
                                assertThat(first.files()).isEqualTo(1);
                                assertThat(first.timeToRestoreMs()).isNotNull();
                                Problem problem = Objects.requireNonNull(first.problem());
                                assertThat(problem.name()).isEqualTo("scratch-directory-not-emptied");
                                assertThat(problem.code()).isEqualTo("EIO");
                                assertThat(problem.path()).startsWith(".relay-restore/op-");
                            },
                            second -> assertThat(second.outcome())
                                    .as(second.toString())
                                    .isEqualTo(DrillOutcome.SUCCEEDED));
            assertThat(scratch).isEmptyDirectory();
        }
    }

    @Test
    void whatStaysInTheWayFailsTheNextWithItsPath(@TempDir Path folder) throws Exception {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        try (RestoreBench bench = new RestoreBench(folder);
                HeldDrills held = held(folder)) {
            bench.file("users/users.json", "[1]");
            BackupId id = bench.backup();
            bench.refuseRemovals(10);

            Problem problem = Objects.requireNonNull(
                    hold(bench, held, scratch, id, id).get(1).problem());
            assertThat(problem.code()).isEqualTo("EIO");
            assertThat(problem.path()).startsWith(".relay-restore/op-");
        }
    }

    @Test
    void whatAnEarlierDrillLeftIsInNobodysWay(@TempDir Path folder) throws Exception {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Path left = Files.createDirectories(scratch.resolve(".relay-restore/op-00000000000000000000000009/new"));
        try (RestoreBench bench = new RestoreBench(folder);
                HeldDrills held = held(folder)) {
            bench.file("users/users.json", "[1]");
            BackupId id = bench.backup();
            bench.refuseRemovals(1);

            assertThat(hold(bench, held, scratch, id))
                    .extracting(Drill::outcome)
                    .containsExactly(DrillOutcome.SUCCEEDED);
            assertThat(left).isEmptyDirectory();
        }
    }

    private static List<Drill> hold(RestoreBench bench, HeldDrills held, Path scratch, BackupId... ids) {
        List<DrillRun.Candidate> candidates = Stream.of(ids)
                .map(id -> new DrillRun.Candidate(bench.stores.first(), id, null))
                .toList();
        return new DrillRun(bench.rehearsals(), Optional.empty(), held.drills(), Clock.systemUTC(), new FakeOperation())
                .run(candidates, scratch)
                .drills();
    }

    private static HeldDrills held(Path folder) {
        return new HeldDrills(
                folder.resolve("state"),
                new DrillPlan(Optional.empty(), OptionalInt.empty()),
                5,
                List.of("local"),
                Clock.systemUTC());
    }
}
