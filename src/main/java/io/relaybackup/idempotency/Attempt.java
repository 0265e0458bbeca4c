package io.relaybackup.idempotency;

import io.relaybackup.operation.OperationId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** One request with a key, on its way to its answer. Safe for many threads. */
final class Attempt {

    private final RequestKey key;
    private final String fingerprint;
    private final AtomicReference<OperationId> operation = new AtomicReference<>();
    private final CompletableFuture<Attempt> end = new CompletableFuture<>();

    Attempt(RequestKey key, String fingerprint) {
        this.key = key;
        this.fingerprint = fingerprint;
    }

    RequestKey key() {
        return key;
    }

    String fingerprint() {
        return fingerprint;
    }

    /** Notes what it started; false when it had started something before. */
    boolean start(OperationId id) {
        return operation.compareAndSet(null, id);
    }

    boolean hasStarted() {
        return operation.get() != null;
    }

    /** Completes when the answer is kept, or there will be none. */
    CompletableFuture<Attempt> whenEnded() {
        return end;
    }

    void end() {
        end.complete(this);
    }
}
