package io.relaybackup.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.LocalService;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What Prometheus scrapes of the whole service. */
class MetricsIT {

    private static final String[] WAIT = {"Prefer", "wait=60"};

    @TempDir
    Path root;

    private LocalService service;

    @BeforeEach
    void start() throws IOException {
        SampleData.small().layOut(root.resolve("data"));
        service = LocalService.start(root, "--relay.backup.health.expected-interval=PT26H");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String scrape() throws IOException, InterruptedException {
        return service.client().send("GET", "/actuator/prometheus", "").body();
    }

    private List<String> samples(String metric) throws IOException, InterruptedException {
        return scrape().lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .toList();
    }

    private static double value(String sample) {
        return Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1));
    }

    private JsonNode backup() throws IOException, InterruptedException {
        return service.client().json(201, "POST", "/backups", "", WAIT);
    }

    @Test
    void aBackupIsCountedAtOnceAndSeenInTheGaugesSoon() throws Exception {
        JsonNode backup = backup();
        assertThat(samples("relay_backup_operations_total"))
                .contains("relay_backup_operations_total{outcome=\"succeeded\",type=\"backup\"} 1.0");
        assertThat(samples("relay_backup_files_total"))
                .contains("relay_backup_files_total{change=\"unchanged\"} 0.0")
                .anyMatch(line -> line.startsWith("relay_backup_files_total{change=\"new\"}") && value(line) > 5);
        double expected = Instant.parse(backup.get("timestamp").asString()).toEpochMilli() / 1000.0;
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(samples("relay_backup_last_success_timestamp_seconds"))
                        .singleElement()
                        .satisfies(line -> assertThat(value(line)).isEqualTo(expected)));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(samples("relay_backup_backups"))
                        .contains("relay_backup_backups{status=\"complete\",store=\"local\"} 1.0"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(samples("relay_backup_stored_bytes"))
                        .singleElement()
                        .satisfies(line -> assertThat(value(line)).isPositive()));
    }

    @Test
    void gaugesSurviveARestart() throws Exception {
        JsonNode backup = backup();
        service.close();
        service = LocalService.start(root, "--relay.backup.health.expected-interval=PT26H");
        double expected = Instant.parse(backup.get("timestamp").asString()).toEpochMilli() / 1000.0;
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(samples("relay_backup_last_success_timestamp_seconds"))
                        .singleElement()
                        .satisfies(line -> assertThat(value(line)).isEqualTo(expected)));
        assertThat(samples("relay_backup_operations_total")).allMatch(line -> value(line) == 0);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(samples("relay_backup_last_run_success"))
                        .containsExactly("relay_backup_last_run_success 1.0"));
    }

    @Test
    void gaugesSurviveTheLossOfTheState() throws Exception {
        backup();
        service.close();
        try (var files = Files.list(root.resolve("state"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        service = LocalService.start(root);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(samples("relay_backup_last_success_timestamp_seconds"))
                        .hasSize(1));
        assertThat(samples("relay_backup_last_run_timestamp_seconds")).hasSize(1);
    }

    @Test
    @RequiresTool(Promtool.NAME)
    void promtoolAcceptsTheWholeScrape() throws Exception {
        backup();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !samples("relay_backup_stored_bytes").isEmpty());
        Promtool.assertAccepts(scrape());
    }
}
