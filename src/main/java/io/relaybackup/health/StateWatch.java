package io.relaybackup.health;

import io.relaybackup.probe.Probe;
import io.relaybackup.probe.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Knows how much space the state directory's disk has, without hanging on it. Safe for many threads. */
public final class StateWatch implements AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Probe<Long> probe;

    StateWatch(Path directory, Clock clock) {
        this.probe = new Probe<>(
                "the state directory", () -> Files.getFileStore(directory).getUsableSpace(), FRESH, PATIENCE, clock);
    }

    /** Bytes that can be written there. */
    public Reading<Long> free() {
        return probe.read();
    }

    @Override
    public void close() {
        probe.close();
    }
}
