package io.relaybackup.testing;

import static io.relaybackup.testing.RequiresToolCondition.evaluate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequiresToolTest {

    @TempDir
    Path bin;

    @BeforeEach
    void installOneTool() throws Exception {
        assertThat(Files.createFile(bin.resolve("here")).toFile().setExecutable(true))
                .isTrue();
    }

    @Test
    void runsWhereTheToolIsThere() {
        assertThat(evaluate(List.of("here"), "/nowhere:" + bin, true).isDisabled())
                .isFalse();
    }

    @Test
    void skipsANewcomersTestWithoutTheTool() {
        assertThat(evaluate(List.of("here", "away"), bin.toString(), false).isDisabled())
                .isTrue();
    }

    @Test
    void failsWithoutTheToolWhereToolsAreRequired() {
        assertThatIllegalStateException()
                .isThrownBy(() -> evaluate(List.of("here", "away"), bin.toString(), true))
                .withMessageContaining("[away]");
    }
}
