package io.relaybackup.operation;

import io.relaybackup.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events of operations: {@code log} with a line, {@code progress} with the operation but for its log, and
 * at last {@code finished} with the whole. Between them a comment now and then, by which both sides notice when the
 * other is gone. A stream holds no thread.
 */
final class OperationStreams implements AutoCloseable {

    private static final int MOST = 200;

    private static final long PERIOD_MS = 500;

    private static final long NEVER = 0;

    private final Operations operations;
    private final Executor threads;
    private final Duration heartbeat;
    private final Set<OperationStream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = OperationThreads.timer("operation-events-");

    OperationStreams(Operations operations, Executor threads, Duration heartbeat) {
        this.operations = operations;
        this.threads = threads;
        this.heartbeat = heartbeat;
        Future<?> unused = timer.scheduleWithFixedDelay(this::sendAll, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Streams an operation until it has finished.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when there is no such operation
     */
    SseEmitter open(OperationId id) throws IOException {
        SseEmitter emitter = new SseEmitter(NEVER);
        RunningOperation running = operations.running(id).orElse(null);
        if (running == null) {
            Operation past = operations.find(id).orElseThrow(() -> Operations.notFound(id.value()));
            OperationStream.emit(emitter, "finished", past);
            emitter.complete();
            return emitter;
        }
        if (open.size() >= MOST) {
            throw Problem.of(503, "too-many-streams", "There are " + MOST + " event streams already.")
                    .asException();
        }
        OperationStream stream = new OperationStream(running, emitter, heartbeat);
        open.add(stream);
        emitter.onCompletion(() -> open.remove(stream));
        emitter.onError(e -> open.remove(stream));
        threads.execute(stream::send);
        CompletableFuture<?> unused = running.whenFinished().thenRunAsync(stream::send, threads);
        return emitter;
    }

    private void sendAll() {
        open.forEach(stream -> threads.execute(stream::send));
    }

    int openCount() {
        return open.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
