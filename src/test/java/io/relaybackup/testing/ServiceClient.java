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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to a service on loopback with its admin token. */
public final class ServiceClient {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final int port;
    private final Path token;

    public ServiceClient(int port, Path token) {
        this.port = port;
        this.token = token;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A request with the admin token; the body, if any, is JSON. */
    public HttpRequest request(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + Files.readString(token).strip())
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
            throw new AssertionError(
                    method + " " + path + ": " + response.statusCode() + ", not " + status + "\n" + response.body());
        }
        return JsonMapper.shared().readTree(response.body().isEmpty() ? "null" : response.body());
    }
}
