package io.relaybackup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rotation by the whole service, over HTTP. */
class RetentionIT {

    private static final String[] WAIT = {"Prefer", "wait=120"};

    @TempDir
    Path root;

    private LocalService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        open("--relay.backup.stores.local.retention.keep-last=2");
    }

    private void open(String... arguments) {
        service = LocalService.start(root, arguments);
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String backup() throws IOException, InterruptedException {
        return client.json(201, "POST", "/backups", "", WAIT).get("id").asString();
    }

    private List<String> stored() throws IOException {
        try (Stream<Path> names = Files.list(root.resolve("backups"))) {
            return names.map(p -> p.getFileName().toString())
                    .filter(n -> n.startsWith("backup-"))
                    .sorted()
                    .toList();
        }
    }

    private JsonNode preview() throws IOException, InterruptedException {
        return client.json(200, "GET", "/retention/preview", "").get("stores").get(0);
    }

    @Test
    void afterEachBackupThoseGoThatThePolicyDoesNotKeep() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(backup());
        }
        assertThat(stored()).isEqualTo(made.subList(2, 4));
    }

    @Test
    void aHeldBackupStaysAndThePreviewSaysWhy() throws Exception {
        String held = backup();
        client.json(200, "PATCH", "/backups/" + held, "{\"hold\":{\"reason\":\"evidence\"}}");
        String second = backup();
        String third = backup();

        JsonNode preview = preview();

        assertThat(preview.get("store").asString()).isEqualTo("local");
        assertThat(preview.get("kept").asInt()).isEqualTo(3);
        assertThat(preview.get("removed").asInt()).isZero();
        assertThat(preview.get("backups")
                        .valueStream()
                        .map(b -> b.get("id").asString() + " " + b.get("kept") + " "
                                + b.get("reasons")
                                        .valueStream()
                                        .map(r -> r.get("rule").asString())
                                        .toList()))
                .containsExactly(
                        third + " true [last, newest-complete]", second + " true [last]", held + " true [held]");
        assertThat(stored()).containsExactly(held, second, third);
    }

    @Test
    void applyingAnotherPolicyDoesWhatThePreviewSaid() throws Exception {
        backup();
        String newest = backup();
        service.close();
        open("--relay.backup.stores.local.retention.keep-yearly=1");
        assertThat(preview().get("removed").asInt()).isEqualTo(1);
        assertThat(stored()).hasSize(2);

        HttpResponse<String> begun = client.send("POST", "/retention/apply", "");
        JsonNode done = client.json(200, "POST", "/retention/apply", "", WAIT);

        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(begun.headers().firstValue("Location").orElse("")).startsWith("/operations/op-");
        assertThat(done.get("type").asString()).isEqualTo("retention");
        assertThat(done.get("status").asString()).isEqualTo("succeeded");
        assertThat(stored()).containsExactly(newest);
    }

    @Test
    void thePreviewIsJsonOnly() throws Exception {
        assertThat(client.send("GET", "/retention/preview", "", "Accept", "application/yaml")
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void whatNobodyUnderstandsRemovesNothing() throws Exception {
        backup();
        for (String body : List.of("{\"store\":\"local\"}", "[]", "{")) {
            JsonNode problem = client.json(400, "POST", "/retention/apply", body, WAIT);
            assertThat(problem.get("type").asString()).endsWith(":invalid-body");
        }
        client.json(200, "POST", "/retention/apply", "{}", WAIT);
        assertThat(stored()).hasSize(1);
    }
}
