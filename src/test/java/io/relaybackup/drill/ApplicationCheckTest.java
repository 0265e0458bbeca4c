package io.relaybackup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The application's own check, as a process among others. */
class ApplicationCheckTest {

    @TempDir
    Path directory;

    private CommandResult run(String... words) throws IOException {
        return new ApplicationCheck(List.of(words), Duration.ofSeconds(30))
                .run(directory, new BackupId("backup-2026-11-23T03-00-00-000Z"), "local", Progress.NONE);
    }

    static boolean hasSetsid() {
        return Path.of("/usr/bin/setsid").toFile().exists()
                && Path.of("/proc/self/stat").toFile().exists();
    }

    /** What it does to its process group, as {@code kill 0} does, it does not do to the service. */
    @Test
    @EnabledIf("hasSetsid")
    void itLeadsAProcessGroupOfItsOwn() throws IOException {
        CommandResult result =
                run("sh", "-c", "read -r pid name state parent group rest </proc/$$/stat; echo $group $$");

        assertThat(result.exitCode()).isZero();
        String[] both = result.output().strip().split(" ");
        assertThat(both[0]).isEqualTo(both[1]);
    }

    @Test
    @EnabledIf("hasSetsid")
    void itMayEndItsWholeGroup() throws IOException {
        // By its name, so that it hurts nobody where it is not its own.
        CommandResult result = run("sh", "-c", "kill -9 -$$");

        assertThat(result.exitCode()).isEqualTo(137);
    }

    @Test
    void whatCannotBeStartedSaysWhy() throws IOException {
        assertThat(run("no-such-program-here").problem()).isEqualTo("ENOENT");
        assertThat(run("./not-here").problem()).isEqualTo("ENOENT");
        assertThat(run(directory.toString()).problem()).isEqualTo("EACCES");
    }
}
