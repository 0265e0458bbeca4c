package io.relaybackup.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One listener to a running operation. It is told, each time that it is asked to {@link #send}, what is new since the
 * last time; so that a slow listener gets less and the work never waits for it.
 */
final class OperationStream {

    private final RunningOperation operation;
    private final SseEmitter emitter;
    private final long heartbeatNanos;
    private final ReentrantLock sending = new ReentrantLock();
    private long position;
    private @Nullable Operation last;
    private long lastSent;
    private boolean ended;

    OperationStream(RunningOperation operation, SseEmitter emitter, Duration heartbeat) {
        this.operation = operation;
        this.emitter = emitter;
        this.heartbeatNanos = heartbeat.toNanos();
        this.lastSent = System.nanoTime();
    }

    /** Sends what is new, unless another thread is at it. */
    void send() {
        if (!sending.tryLock()) {
            return;
        }
        try {
            if (!ended) {
                sendNew();
            }
        } catch (IOException | IllegalStateException e) {
            ended = true; // the listener is gone, which the emitter knows by now
        } finally {
            sending.unlock();
        }
    }

    private void sendNew() throws IOException {
        boolean finished = operation.whenFinished().isDone(); // looked up first: what is read after it is the last
        RunningOperation.Lines lines = operation.linesFrom(position);
        for (Operation.LogLine line : lines.lines()) {
            emit("log", line);
        }
        position = lines.next();
        Operation now = operation.snapshot();
        if (!finished && isNews(now)) {
            emit("progress", now.withoutLog());
            last = now;
        }
        if (finished) {
            emit("finished", now);
            ended = true;
            emitter.complete();
        } else if (System.nanoTime() - lastSent > heartbeatNanos) {
            emitter.send(SseEmitter.event().comment("still running"));
            lastSent = System.nanoTime();
        }
    }

    private boolean isNews(Operation now) {
        return last == null || last.status() != now.status() || !last.progress().equals(now.progress());
    }

    private void emit(String name, Object data) throws IOException {
        emit(emitter, name, data);
        lastSent = System.nanoTime();
    }

    static void emit(SseEmitter emitter, String name, Object data) throws IOException {
        emitter.send(SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON));
    }
}
