package io.relaybackup.operation;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.operation.Operation.LogLine;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.state.Schema;
import io.relaybackup.state.StateDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs long work, remembers it, and keeps pieces of work out of each other's way. Safe for many threads.
 *
 * <p>Trouble with the history is never trouble of the work: what cannot be written is kept in memory for a while.
 */
public final class Operations implements AutoCloseable {

    /** What the history needs in the state database. */
    public static final Schema SCHEMA = OperationHistory.SCHEMA;

    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private static final int SAVE_SECONDS = 5;

    private final JsonMapper json;
    private final Clock clock;
    private final OperationProperties limits;
    private final OperationIds ids;
    private final Claims claims = new Claims();
    private final OperationHistory history;
    private final PastOperations past;
    private final OperationEnding ending;
    private final Map<OperationId, RunningOperation> live = new ConcurrentSkipListMap<>();
    private final ExecutorService workers;
    private final ScheduledExecutorService timer = OperationThreads.timer("operation-timer-");
    private final AtomicBoolean closing = new AtomicBoolean();

    private Operations(
            OperationHistory history,
            JsonMapper json,
            Clock clock,
            OperationProperties limits,
            Iterable<OperationListener> listeners) {
        this.history = history;
        this.json = json;
        this.clock = Clock.tick(clock, Duration.ofMillis(1)); // what the history and JSON keep
        this.limits = limits;
        this.ids = new OperationIds(this.clock);
        this.past = new PastOperations(history);
        this.ending = new OperationEnding(this.clock, past, listeners);
        this.workers = OperationThreads.workers(limits.maxRunning());
    }

    /**
     * Opens the history, in which what an earlier service left unfinished is now interrupted.
     *
     * @param database with {@link #SCHEMA}
     * @param listeners looked up at each event
     */
    public static Operations open(
            StateDatabase database,
            JsonMapper json,
            Clock clock,
            OperationProperties limits,
            Iterable<OperationListener> listeners) {
        OperationHistory history = new OperationHistory(database, json);
        history.interruptUnfinished();
        Operations operations = new Operations(history, json, clock, limits, listeners);
        Future<?> unused = operations.timer.scheduleWithFixedDelay(
                operations::saveProgress, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
        return operations;
    }

    /**
     * Starts work on a thread of its own and returns at once.
     *
     * @throws ProblemException a 409 that names the operation in the way when a claim cannot be had; a 503 when there
     *     is too much work, or the service is stopping
     */
    public Operation start(OperationRequest request, OperationWork work) {
        if (closing.get()) {
            throw stopping();
        }
        if (live.size() >= limits.maxQueued()) {
            throw Problem.of(503, "too-many-operations", "There are " + live.size() + " unfinished operations already.")
                    .asException();
        }
        RunningOperation operation = new RunningOperation(ids.next(), request, clock, claims);
        operation.claimRequested();
        live.put(operation.id(), operation);
        Operation created = operation.snapshot();
        history.save(created);
        ending.tellStarted(created);
        try {
            workers.execute(() -> run(operation, work));
        } catch (RejectedExecutionException e) {
            operation.stop();
            run(operation, work);
            throw stopping();
        }
        return operation.snapshot();
    }

    private static ProblemException stopping() {
        return Problem.of(503, "stopping", "The service is stopping and starts nothing new.")
                .asException();
    }

    private void run(RunningOperation operation, OperationWork work) {
        ending.end(operation, OperationOutcome.of(operation, work, json));
        live.remove(operation.id());
        past.prune(limits.historyCount(), clock.instant().minus(limits.historyAge()));
    }

    private void saveProgress() {
        try {
            live.values().forEach(operation -> history.saveProgress(operation.current(), clock.instant()));
            past.retry();
        } catch (RuntimeException e) {
            log.warn("The progress of operations could not be saved", e); // an exception would end the timer
        }
    }

    /** The operation as it stands, from memory or from the history. */
    public Optional<Operation> find(OperationId id) {
        RunningOperation running = live.get(id);
        return running == null ? past.find(id) : Optional.of(running.snapshot());
    }

    /** Newest first, with the end of their logs alone. */
    public List<Operation> list(@Nullable OperationType type, @Nullable OperationStatus status, int limit) {
        return list(type, status, limit, null);
    }

    /** Newest first, running and past, of those with a lesser id than {@code before}. */
    List<Operation> list(
            @Nullable OperationType type, @Nullable OperationStatus status, int limit, @Nullable OperationId before) {
        // The living first: one that ends in between is then in both and not in neither.
        List<Operation> living = live.values().stream()
                .map(RunningOperation::snapshot)
                .filter(PastOperations.filter(type, status, before))
                .toList();
        return PastOperations.merge(past.list(type, status, limit, before), living)
                .limit(limit)
                .map(Operation::abridged)
                .toList();
    }

    /** Those that have not ended, newest first; from memory. */
    public List<Operation> unfinished() {
        return live.values().stream()
                .map(RunningOperation::snapshot)
                .filter(operation -> !operation.status().isFinished())
                .map(Operation::abridged)
                .sorted(Comparator.comparing(Operation::id).reversed())
                .toList();
    }

    /** All about a backup, newest first. */
    public List<Operation> about(BackupId backup) {
        List<Operation> living = live.values().stream()
                .map(RunningOperation::snapshot)
                .filter(operation -> backup.value().equals(operation.backup()))
                .toList();
        return PastOperations.merge(past.about(backup), living).toList();
    }

    /**
     * Completes, never exceptionally, when the operation has finished; at once for a past one.
     *
     * @throws ProblemException a 404 when there is no such operation
     */
    public CompletableFuture<Operation> whenFinished(OperationId id) {
        RunningOperation running = live.get(id);
        if (running != null) {
            return running.whenFinished().copy();
        }
        return CompletableFuture.completedFuture(past.find(id).orElseThrow(() -> notFound(id.value())));
    }

    /**
     * Asks an operation to stop, which it does at its next opportunity, if it still has one.
     *
     * @param actor who asks
     * @return the operation as it stands, most likely running
     * @throws ProblemException a 404 when there is no such operation; a 409 when it has finished
     */
    public Operation cancel(OperationId id, String actor) {
        RunningOperation running = live.get(id);
        Operation now = running == null ? past.find(id).orElseThrow(() -> notFound(id.value())) : running.snapshot();
        if (running == null || now.status().isFinished()) {
            throw Problem.conflict(
                            "operation-finished",
                            "The operation has finished already: it is "
                                    + now.status().word() + ".")
                    .withOperation(id.value())
                    .asException();
        }
        running.log("Cancellation asked for by " + actor + ".");
        running.cancel();
        return running.snapshot();
    }

    static ProblemException notFound(String id) {
        return Problem.notFound("operation-not-found", "There is no operation " + id + ".")
                .asException();
    }

    Optional<RunningOperation> running(OperationId id) {
        return Optional.ofNullable(live.get(id));
    }

    /**
     * Corrects what became of a past operation, such as an interrupted restore that start-up finished.
     *
     * @param result replaces the earlier one
     * @param line added to its log
     * @return it as it stands now; empty when the history has lost it
     */
    public Optional<Operation> amend(OperationId id, OperationStatus status, @Nullable Object result, String line) {
        JsonNode tree = result == null ? null : json.valueToTree(result);
        Optional<Operation> amended =
                past.find(id).map(operation -> operation.amended(status, tree, new LogLine(clock.instant(), line)));
        amended.ifPresent(past::add);
        return amended;
    }

    /** Forgets all past operations; returns how many there were. */
    public int clearHistory() {
        return past.clear();
    }

    /**
     * Holds claims for a short piece of work that is no operation, such as a deletion.
     *
     * @param holder the work, in the middle of a sentence: "the deletion of …"
     * @throws ProblemException a 409 that names what is in the way
     */
    public Lease claim(String holder, Set<Claim> wanted) {
        Claims.Holder self = new Claims.Holder(holder, null);
        claims.take(self, wanted);
        return () -> claims.release(self);
    }

    /** Whether a claim could be had now. Whoever means to act on it must take it. */
    public boolean isFree(Claim claim) {
        return !claims.isInTheWayOf(claim);
    }

    /** Claims that are held until it is closed. */
    public interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /** Starts nothing new, stops what runs, waits for it a while, and records as interrupted what does not end. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        timer.shutdownNow();
        live.values().forEach(RunningOperation::stop);
        workers.shutdown();
        Duration wait = limits.shutdownWait();
        try {
            if (!workers.awaitTermination(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} operations did not stop within {}", live.size(), wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        live.values().forEach(operation -> ending.end(operation, OperationOutcome.INTERRUPTED));
        past.retry();
    }
}
