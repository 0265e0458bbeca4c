package io.relaybackup.engine.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** Runs a class in a JVM of its own, under another locale, limit or user. */
final class ForkedJvm {

    private final List<String> prefix;
    private final Map<String, String> environment;

    /**
     * How to start it.
     *
     * @param prefix a program that starts the JVM, with its arguments; empty for none
     */
    ForkedJvm(List<String> prefix, Map<String, String> environment) {
        this.prefix = prefix;
        this.environment = environment;
    }

    /** Returns what it printed, which is all of it when it failed. */
    String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Path classes = Files.createTempDirectory("classes");
        try {
            return run(classPath(classes), main, arguments);
        } finally {
            FileSystemUtils.deleteRecursively(classes);
        }
    }

    /** Ours from a place that other users may read, which the project's own need not be. */
    private static String classPath(Path classes) throws IOException {
        Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            if (Files.isDirectory(Path.of(entry))) {
                Path copy = classes.resolve("copy-" + entries.size());
                FileSystemUtils.copyRecursively(Path.of(entry), copy);
                entries.add(copy.toString());
            } else {
                entries.add(entry);
            }
        }
        return String.join(":", entries);
    }

    private String run(String classPath, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(prefix);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx128m", "-cp", classPath, main.getName()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("it failed: " + output);
        }
        return output.strip();
    }
}
