package io.relaybackup.operation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs long work, remembers it, and keeps pieces of work out of each other's way. */
public final class Operations {

    /**
     * Starts work on a thread of its own and returns at once.
     *
     * @throws io.relaybackup.problem.ProblemException a 409 that names the operation in the way when a claim cannot be
     *     had
     */
    public Operation start(OperationRequest request, OperationWork work) {
        return find(new OperationId("op-" + request.type() + work)).orElseThrow();
    }

    /** The operation as it stands, from memory or from the history. */
    public Optional<Operation> find(OperationId id) {
        return Optional.empty();
    }

    /** Newest first. */
    public List<Operation> list(@Nullable OperationType type, @Nullable OperationStatus status, int limit) {
        return List.of();
    }

    /** Completes, never exceptionally, when the operation has finished; at once for a past one. */
    public CompletableFuture<Operation> whenFinished(OperationId id) {
        return new CompletableFuture<>();
    }

    /**
     * Holds claims for a short piece of work that is no operation, such as a deletion.
     *
     * @throws io.relaybackup.problem.ProblemException a 409 that names what is in the way
     */
    public Lease claim(String holder, Set<Claim> claims) {
        return () -> {};
    }

    /** Claims that are held until it is closed. */
    public interface Lease extends AutoCloseable {
        @Override
        void close();
    }
}
