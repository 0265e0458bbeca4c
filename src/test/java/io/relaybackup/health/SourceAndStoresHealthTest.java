package io.relaybackup.health;

import static io.relaybackup.health.HealthAssert.assertThatHealth;
import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.probe.Reading;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class SourceAndStoresHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    private Path data;

    private static Health judge(Path dataDirectory) {
        Component additional = new Component("additional-data", "", List.of(), false, List.of(), List.of());
        Source source = new Source(dataDirectory, dataDirectory, "relay-1", List.of(additional));
        try (SourceWatch watch = new SourceWatch(source, Clock.systemUTC())) {
            return SourceHealth.judge(watch.read());
        }
    }

    @Test
    void aDataDirectoryThatIsMissingIsDownWithItsCode() {
        assertThatHealth(judge(data.resolve("missing")))
                .is("DOWN")
                .has("reason", "The data directory cannot be read: ENOENT.")
                .has("code", "ENOENT");
    }

    @Test
    void aFileInThePlaceOfTheDataDirectoryIsDown() throws Exception {
        Path file = Files.createFile(data.resolve("file"));
        assertThatHealth(judge(file)).is("DOWN").has("code", "ENOTDIR");
    }

    @Test
    void anEmptyDataDirectoryIsDegraded() throws Exception {
        Files.createDirectory(data.resolve(Source.RESERVED));
        assertThatHealth(judge(data)).is("DEGRADED");
        Files.createFile(data.resolve("config.json"));
        assertThatHealth(judge(data)).is("UP");
    }

    private static StoreState store(String name, String... warnings) {
        StoreCondition condition = new StoreCondition(
                List.of(SampleBackup.at("2026-11-23T03:00:00Z").make()),
                List.of(),
                List.of(warnings),
                OptionalLong.empty(),
                OptionalLong.empty());
        return new StoreState(new FakeStore().called(name), Reading.of(condition, NOW), null, null);
    }

    @Test
    void oneStoreThatCannotBeUsedIsDownWithItsReason() {
        StoreState away = new StoreState(
                new FakeStore().called("offsite"),
                Reading.failed(new StoreUnavailableException("the volume is not mounted", null)),
                null,
                null);
        assertThatHealth(StoresHealth.judge(List.of(store("local"), away)))
                .is("DOWN")
                .has("reason", "Out of 2 stores, offsite cannot be used.")
                .has("local", Map.of("status", "UP", "backups", 1))
                .has("offsite", Map.of("status", "DOWN", "reason", "the volume is not mounted"));
    }

    @Test
    void aWarningIsToldAndChangesNothing() {
        assertThatHealth(StoresHealth.judge(List.of(store("local", "open to others"))))
                .is("UP")
                .has("reason", "Every store works; there are warnings.")
                .has("local", Map.of("status", "UP", "backups", 1, "warnings", List.of("open to others")));
    }

    @Test
    void degradedIsWorseThanUpAndBetterThanDown() {
        assertThat(Degraded.aggregator().getAggregateStatus(Status.UP, Degraded.STATUS, Status.UNKNOWN))
                .isEqualTo(Degraded.STATUS);
        assertThat(Degraded.aggregator().getAggregateStatus(Status.DOWN, Degraded.STATUS))
                .isEqualTo(Status.DOWN);
    }
}
