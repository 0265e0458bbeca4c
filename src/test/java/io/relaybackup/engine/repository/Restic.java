package io.relaybackup.engine.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The original, as a judge: runs on a repository in a directory and returns what it prints. */
final class Restic {

    private final Path repository;
    private final String password;

    Restic(Path repository, String password) {
        this.repository = repository;
        this.password = password;
    }

    /**
     * Runs it to its end.
     *
     * @throws AssertionError with what it said, when it was not content
     */
    String run(String... arguments) throws IOException, InterruptedException {
        Result result = attempt(arguments);
        if (result.exit() != 0) {
            throw new AssertionError(
                    "restic " + List.of(arguments) + " ended with " + result.exit() + ":\n" + result.output());
        }
        return result.output();
    }

    /** How it ended, and all that it said. */
    record Result(int exit, String output) {}

    Result attempt(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-r", repository.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("RESTIC_PASSWORD", password);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
