package io.relaybackup.health;

import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.probe.Probe;
import io.relaybackup.probe.Reading;
import io.relaybackup.problem.Problem;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Knows whether the data directory can be read, without hanging on it. Safe for many threads. */
public final class SourceWatch implements AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Path RESERVED = Path.of(Source.RESERVED);

    private final Source source;
    private final Probe<SourceCondition> probe;

    SourceWatch(Source source, Clock clock) {
        this.source = source;
        this.probe = new Probe<>("the data directory", this::look, FRESH, PATIENCE, clock);
    }

    public Reading<SourceCondition> read() {
        return probe.read();
    }

    /** Why the data directory cannot be read; null when it can. */
    public static @Nullable Problem problemOf(Reading<SourceCondition> reading) {
        Exception failure = reading.failure();
        if (failure == null) {
            return null;
        }
        String code = failure instanceof TimeoutException
                ? "ETIMEDOUT"
                : failure instanceof IOException e ? ErrorCode.of(e) : ErrorCode.EIO;
        return Problem.of(503, "source-unavailable", "The data directory cannot be read: " + code + ".")
                .withCode(code);
    }

    private SourceCondition look() throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(source.dataDirectory())) {
            for (Path child : children) {
                if (!RESERVED.equals(child.getFileName())) {
                    return new SourceCondition(false);
                }
            }
            return new SourceCondition(true);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        probe.close();
    }
}
