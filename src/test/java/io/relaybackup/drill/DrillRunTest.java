package io.relaybackup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.problem.Problem;
import io.relaybackup.restore.Comparison;
import io.relaybackup.restore.Deviation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
}
