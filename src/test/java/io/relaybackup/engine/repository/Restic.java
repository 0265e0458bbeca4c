package io.relaybackup.engine.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The original, as a judge: runs on a repository in a directory and returns what it prints. A test that wants
 * {@link #RECENT} needs {@code @RequiresTool(Restic.RECENT)}.
 */
final class Restic {

    /** The program that the distribution has. */
    static final String COMMON = "restic";

    /** Version 0.18; {@code .ci/fetch-restic} puts it into {@code .ci/restic-0.18}. */
    static final String RECENT = "restic-0.18";

    private final String program;
    private final Path repository;
    private final String password;
    private final ZoneId zone;
    private final Path folder;

    Restic(Path repository, String password) {
        this(COMMON, repository, password);
    }

    /** @param program {@link #COMMON} or {@link #RECENT} */
    Restic(String program, Path repository, String password) {
        this(program, repository, password, ZoneOffset.UTC, Path.of(""));
    }

    private Restic(String program, Path repository, String password, ZoneId zone, Path folder) {
        this.program = program;
        this.repository = repository.toAbsolutePath();
        this.password = password;
        this.zone = zone;
        this.folder = folder.toAbsolutePath();
    }

    /** The same in another time zone, which is that of the times in its trees. */
    Restic in(ZoneId newZone) {
        return new Restic(program, repository, password, newZone, folder);
    }

    /** The same, started in a folder, so that what it backs up may be named by a relative path. */
    Restic at(Path newFolder) {
        return new Restic(program, repository, password, zone, newFolder);
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
                    program + " " + List.of(arguments) + " ended with " + result.exit() + ":\n" + result.output());
        }
        return result.output();
    }

    /** How it ended, and all that it said. */
    record Result(int exit, String output) {}

    Result attempt(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "--no-cache", "-r", repository.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().put("RESTIC_PASSWORD", password);
        builder.environment().put("TZ", zone instanceof ZoneOffset ? "UTC" : zone.getId());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
