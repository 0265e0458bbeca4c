package io.relaybackup.operation;

import io.relaybackup.operation.Operation.LogLine;
import io.relaybackup.operation.Operation.OperationProgress;
import io.relaybackup.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operation while it lives: what its work tells of it, and what others ask of it. Safe for many threads. */
final class RunningOperation implements OperationContext {

    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private static final int LONGEST_LINE = 1000;

    private final OperationId id;
    private final OperationRequest request;
    private final Clock clock;
    private final Claims claims;
    private final Claims.Holder holder;
    private final Instant createdAt;
    private final CompletableFuture<Operation> end = new CompletableFuture<>();
    private final AtomicBoolean ending = new AtomicBoolean();

    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile String phase = "";
    private volatile long totalFiles = -1;
    private volatile long totalBytes = -1;
    private volatile @Nullable Instant startedAt;
    private volatile boolean cancelled;
    private volatile boolean stopped;

    private final ArrayDeque<LogLine> lines = new ArrayDeque<>();
    private long lineCount;

    RunningOperation(OperationId id, OperationRequest request, Clock clock, Claims claims) {
        this.id = id;
        this.request = request;
        this.clock = clock;
        this.claims = claims;
        this.createdAt = clock.instant();
        this.holder = new Claims.Holder("the running " + request.type().word() + " " + id, id);
    }

    /** Takes what the request asks for. */
    void claimRequested() {
        claims.take(holder, request.claims());
    }

    void begin() {
        checkCancelled();
        startedAt = clock.instant();
    }

    /** True for the first who asks; that one ends it. */
    boolean mayEnd() {
        return ending.compareAndSet(false, true);
    }

    void releaseClaims() {
        claims.release(holder);
    }

    /** Makes the end known to all, and wakes who waits. */
    void end(Operation ended) {
        end.complete(ended);
    }

    CompletableFuture<Operation> whenFinished() {
        return end;
    }

    Operation snapshot() {
        Operation ended = end.getNow(null);
        return ended == null ? current() : ended;
    }

    /** As it stands, without an end. */
    Operation current() {
        Instant started = startedAt;
        Long duration = started == null ? null : Long.valueOf(clock.millis() - started.toEpochMilli());
        return new Operation(
                id,
                request.type(),
                started == null ? OperationStatus.QUEUED : OperationStatus.RUNNING,
                request.actor(),
                request.backup() == null ? null : request.backup().value(),
                request.store(),
                createdAt,
                started,
                null,
                duration,
                new OperationProgress(phase, files.sum(), bytes.sum(), totalFiles, totalBytes),
                null,
                null,
                linesFrom(0).lines());
    }

    /**
     * Log lines and where the next ones start.
     *
     * @param next counted from the first line ever, also past those that were dropped
     */
    record Lines(List<LogLine> lines, long next) {}

    Lines linesFrom(long position) {
        synchronized (lines) {
            long first = lineCount - lines.size();
            return new Lines(lines.stream().skip(Math.max(0, position - first)).toList(), lineCount);
        }
    }

    void cancel() {
        cancelled = true;
    }

    /** Cancels because the service stops, which is another end than a cancellation. */
    void stop() {
        stopped = !cancelled;
        cancelled = true;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public OperationId id() {
        return id;
    }

    @Override
    public String actor() {
        return request.actor();
    }

    @Override
    public void log(String line) {
        String safe = printable(line);
        log.info("{}: {}", id, safe);
        LogLine entry = new LogLine(clock.instant(), safe);
        synchronized (lines) {
            lines.add(entry);
            lineCount++;
            if (lines.size() > Operation.LOG_LINES) {
                lines.remove();
            }
        }
    }

    private static String printable(String line) {
        StringBuilder safe = new StringBuilder();
        line.chars().limit(LONGEST_LINE).forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }

    @Override
    public void phase(String name) {
        phase = name;
    }

    @Override
    public void expect(long fileCount, long byteCount) {
        totalFiles = fileCount;
        totalBytes = byteCount;
    }

    @Override
    public void claim(Collection<Claim> more) {
        claims.take(holder, Set.copyOf(more));
    }

    @Override
    public void advance(long fileCount, long byteCount) {
        files.add(fileCount);
        bytes.add(byteCount);
    }

    @Override
    public void checkCancelled() {
        if (cancelled) {
            throw new CancellationException(id + " was cancelled");
        }
    }

    /** What an operation ends with when the service stops under it. */
    static Problem interruption() {
        return Problem.of(503, "interrupted", "The service stopped while this operation was running.");
    }
}
