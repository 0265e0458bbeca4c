package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.relaybackup.engine.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PasswordSourceTest {

    @TempDir
    Path folder;

    private static String read(PasswordSource source) throws Exception {
        return new String(source.read(), StandardCharsets.UTF_8);
    }

    private static PasswordCommand shell(String script) {
        return new PasswordCommand(List.of("sh", "-c", script));
    }

    private static void assertRefused(PasswordSource source, String message) {
        assertThatThrownBy(source::read)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage(message)
                .hasStackTraceContaining(message)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
    }

    @Test
    void aFileIsReadWithoutMarkAndWithoutSpaceAtItsEnds() throws Exception {
        Path file = Files.writeString(folder.resolve("p"), "\uFEFF \tgeheim  wört\r\n\n");

        assertThat(read(new PasswordFile(file))).isEqualTo("geheim  wört");
    }

    @Test
    void aFileThatIsMissingEmptyOrNoPasswordIsToldWithoutItsPath() throws Exception {
        assertRefused(new PasswordFile(folder.resolve("none")), "its password-file cannot be read: ENOENT");
        assertRefused(new PasswordFile(Files.writeString(folder.resolve("e"), " \n")), "its password-file is empty");
        assertRefused(
                new PasswordFile(Files.writeString(folder.resolve("l"), "x".repeat(5000))),
                "its password-file is too long for a password");
    }

    @Test
    void aVariableIsTakenAsItIs() throws Exception {
        Map<String, String> environment = Map.of("P", " geheim ");

        assertThat(read(new PasswordVariable("P", environment::get))).isEqualTo(" geheim ");
        assertRefused(
                new PasswordVariable("Q", environment::get),
                "the environment variable that password-env names is not set");
    }

    @Test
    void aCommandPrintsIt() throws Exception {
        assertThat(read(shell("cat; echo geheim; echo trouble >&2"))).isEqualTo("geheim");
    }

    @Test
    void aCommandThatFailsIsToldWithoutItsWordsAndWhatItPrinted() {
        assertRefused(shell("echo hunter2; exit 3"), "its password-command failed with status 3");
        assertRefused(shell(": hunter2"), "its password-command prints nothing");
        assertRefused(
                new PasswordCommand(List.of(folder + "/hunter2")), "its password-command cannot be started: ENOENT");
        assertRefused(shell("yes"), "its password-command prints too much for a password");
    }

    @Test
    void aCommandThatDoesNotEndIsStopped() throws Exception {
        Path mark = folder.resolve("pid");
        PasswordCommand silent =
                new PasswordCommand(List.of("sh", "-c", "echo $$ > " + mark + "; sleep 600"), Duration.ofMillis(500));
        assertRefused(silent, "its password-command did not end within PT0.5S");
        long pid = Long.parseLong(Files.readString(mark).strip());
        // It is gone a moment after it was killed.
        await().until(() -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), alive -> !alive);

        assertRefused(
                new PasswordCommand(List.of("sh", "-c", "echo hunter2; exec >&-; sleep 600"), Duration.ofMillis(500)),
                "its password-command did not end within PT0.5S");
    }
}
