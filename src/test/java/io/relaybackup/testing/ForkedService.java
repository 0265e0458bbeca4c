package io.relaybackup.testing;

import io.relaybackup.RelayBackup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service in a process of its own, on a port of its own, to be killed. Started from the jar that the system
 * property {@code relay.jar} names, or from this test's class path.
 */
public final class ForkedService implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final Path root;
    private final Path output;
    private int port;

    private ForkedService(Process process, Path root, Path output) {
        this.process = process;
        this.root = root;
        this.output = output;
    }

    /**
     * Starts it on {@code root/data}, {@code root/backups} and {@code root/state}, and waits for its port.
     *
     * @throws IllegalStateException with the output when it ends before that
     */
    public static ForkedService start(Path root, String... arguments) throws IOException, InterruptedException {
        return launch(root, arguments).awaitPort();
    }

    /** {@link #start} of the service as another main class of the tests sets it up, with one system property more. */
    public static ForkedService startAs(Class<?> main, String property, Path root)
            throws IOException, InterruptedException {
        return launch(main, List.of("-D" + property), root).awaitPort();
    }

    private ForkedService awaitPort() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher found = PORT.matcher(output());
            if (found.find()) {
                port = Integer.parseInt(found.group(1));
                return this;
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(50);
        }
        close();
        throw new IllegalStateException("the service did not start:\n" + output());
    }

    /** Starts it without waiting for anything. */
    public static ForkedService launch(Path root, String... arguments) throws IOException {
        return launch(RelayBackup.class, List.of(), root, arguments);
    }

    private static ForkedService launch(Class<?> main, List<String> options, Path root, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        // Those that live for seconds start sooner so; a benchmark has none of it.
        if (!Boolean.getBoolean("relay.benchmark")) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(options);
        String jar = System.getProperty("relay.jar");
        if (jar == null) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        } else if (main == RelayBackup.class) {
            command.addAll(List.of("-jar", jar));
        } else {
            // The jar as it is, with the tests' classes beside it.
            command.add("-Dloader.main=" + main.getName());
            command.add("-Dloader.path=" + location(main));
            command.addAll(List.of("-cp", jar, "org.springframework.boot.loader.launch.PropertiesLauncher"));
        }
        command.add("--server.port=0");
        command.add("--relay.backup.state-directory=" + root.resolve("state"));
        command.add("--relay.backup.source.data-directory=" + root.resolve("data"));
        command.add("--relay.backup.source.project-root=" + root);
        command.add("--relay.backup.stores.local.path=" + root.resolve("backups"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(root, "service-", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ForkedService(process, root, output);
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    /** As a power cut would end it; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its own end and returns the exit code. */
    public int waitFor(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the service did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** Speaks to it; only after {@link #start}. */
    public ServiceClient client() {
        return new ServiceClient(port, root.resolve("state/admin.token"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
