package io.relaybackup.suspicion;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Limits LIMITS = new Limits(50, 50, 100, 10, 10, 0, 0, 10, List.of(Glob.of("logs/*.jsonl")));

    @Test
    void aLimitIsPassedByMoreThanItAndNotByItself() {
        assertThat(LIMITS.exceeds(50, 100, 200)).isFalse();
        assertThat(LIMITS.exceeds(50, 101, 200)).isTrue();
        assertThat(LIMITS.exceeds(10, 11, 100)).isTrue();
        assertThat(LIMITS.exceeds(10, 10, 100)).isFalse();
        assertThat(LIMITS.exceeds(0, 10, 1_000_000)).isTrue();
        assertThat(LIMITS.exceeds(0, 0, 1_000_000)).isFalse();
        assertThat(LIMITS.exceeds(100, 1_000_000, 1_000_000)).isFalse();
    }

    @Test
    void sharesOfFewFilesSayNothingUnlessAllAreMeant() {
        assertThat(LIMITS.exceeds(50, 9, 10)).isFalse();
        assertThat(LIMITS.exceeds(50, 10, 11)).isTrue();
        assertThat(LIMITS.exceeds(50, 3, 3)).isTrue();
        assertThat(LIMITS.exceeds(50, 2, 2)).isFalse();
        assertThat(LIMITS.exceeds(50, 3, 4, Limits.FEW)).isTrue();
        assertThat(LIMITS.exceeds(50, 2, 3, Limits.FEW)).isFalse();
    }

    @Test
    void whatIsRotatedIsKnownByItsPath() {
        assertThat(LIMITS.isRotated(TreePath.of("logs/app.jsonl"))).isTrue();
        assertThat(LIMITS.isRotated(TreePath.of("users/app.jsonl"))).isFalse();
    }
}
