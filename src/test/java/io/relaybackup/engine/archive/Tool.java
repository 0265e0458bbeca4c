package io.relaybackup.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a program of the machine that reads archives. */
final class Tool {

    private Tool() {}

    /**
     * Runs it in a directory, in a UTF-8 locale and in UTC, and returns what it printed, one character for each byte.
     */
    static String run(Path directory, String... command) throws IOException, InterruptedException {
        Result result = result(directory, command);
        assertThat(result.exit)
                .as(String.join(" ", command) + "\n" + result.output)
                .isZero();
        return result.output;
    }

    /** As {@link #run}, of a command that must not succeed. */
    static String fails(Path directory, String... command) throws IOException, InterruptedException {
        Result result = result(directory, command);
        assertThat(result.exit)
                .as(String.join(" ", command) + "\n" + result.output)
                .isNotZero();
        return result.output;
    }

    private record Result(int exit, String output) {}

    private static Result result(Path directory, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tool", ".out");
        try {
            ProcessBuilder process = new ProcessBuilder(List.of(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            process.environment().put("LC_ALL", "C.UTF-8");
            process.environment().put("TZ", "UTC");
            int exit = process.start().waitFor();
            return new Result(exit, Files.readString(output, StandardCharsets.ISO_8859_1));
        } finally {
            Files.delete(output);
        }
    }
}
