package io.relaybackup.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service in a process of its own, on a port of its own, to be killed. Started from the jar that the system
 * property {@code relay.jar} names, or from this test's class path.
 */
public final class ForkedService implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private static final Duration START = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
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
        ForkedService service = launch(root, arguments);
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher port = PORT.matcher(service.output());
            if (port.find()) {
                service.port = Integer.parseInt(port.group(1));
                return service;
            }
            if (!service.process.isAlive()) {
                break;
            }
            Thread.sleep(50);
        }
        service.close();
        throw new IllegalStateException("the service did not start:\n" + service.output());
    }

    /** Starts it without waiting for anything. */
    public static ForkedService launch(Path root, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-XX:TieredStopAtLevel=1");
        String jar = System.getProperty("relay.jar");
        if (jar == null) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.relaybackup.RelayBackup"));
        } else {
            command.addAll(List.of("-jar", jar));
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

    public String output() throws IOException {
        return Files.readString(output);
    }

    /** As a power cut would end it; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
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

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A request with the admin token; the body, if any, is JSON. */
    public HttpRequest request(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(root.resolve("state/admin.token"))
                                        .strip())
                .timeout(Duration.ofMinutes(5))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(method, path, body, headers), BodyHandlers.ofString());
    }

    /** Sends a request without waiting for its answer. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public void fire(String method, String path, String body, String... headers) throws IOException {
        http.sendAsync(request(method, path, body, headers), BodyHandlers.discarding());
    }

    /** The answer's JSON, which must have the expected status. */
    public JsonNode json(int status, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<String> response = send(method, path, body, headers);
        if (response.statusCode() != status) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + ", not " + status + "\n"
                    + response.body() + "\n" + output());
        }
        return JsonMapper.shared().readTree(response.body().isEmpty() ? "null" : response.body());
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
