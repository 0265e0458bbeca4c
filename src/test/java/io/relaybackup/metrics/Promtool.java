package io.relaybackup.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Prometheus's own judgement of what it scrapes. */
final class Promtool {

    static final String NAME = "promtool";

    private static final String PREFIX = "relay_backup_";

    private Promtool() {}

    /** The lines of a scrape that are ours: samples, and what is said of them. */
    static List<String> ours(String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith(PREFIX)
                        || line.startsWith("# HELP " + PREFIX)
                        || line.startsWith("# TYPE " + PREFIX))
                .toList();
    }

    static void assertAccepts(String scrape) throws IOException, InterruptedException {
        List<String> lines = ours(scrape);
        assertThat(lines).isNotEmpty();
        Process process = new ProcessBuilder(NAME, "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var input = process.getOutputStream()) {
            input.write(
                    lines.stream().collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(process.exitValue()).isZero();
    }
}
