package io.relaybackup.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.operation.Operation.LogLine;
import io.relaybackup.operation.Operation.OperationProgress;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.testing.MovableClock;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class OperationsTest {

    private static final BackupId BACKUP = new BackupId("backup-2025-09-18T16-08-34-266Z");

    private static final OperationRequest VERIFY = request(OperationType.VERIFY);

    private final JsonMapper json = JsonMapper.builder().build();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final MovableClock clock = new MovableClock();
    private Path directory;
    private StateDatabase database;
    private Operations operations;

    private static OperationRequest request(OperationType type, Claim... claims) {
        return new OperationRequest(type, "alice", BACKUP, "local", Set.of(claims));
    }

    @BeforeEach
    void open(@TempDir Path temp) {
        directory = temp;
        open(OperationProperties.DEFAULTS);
    }

    private void open(OperationProperties limits) {
        database = StateDatabase.open(directory, clock, List.of(Operations.SCHEMA));
        operations = Operations.open(database, json, clock, limits, List.of(new Recorder()));
    }

    @AfterEach
    void close() {
        release.countDown();
        operations.close();
        database.close();
    }

    private static OperationProperties limits(
            int running, int queued, int history, Duration age, Duration shutdownWait) {
        return new OperationProperties(running, queued, history, age, shutdownWait, Duration.ofSeconds(15));
    }

    private void reopen(OperationProperties limits) {
        close();
        open(limits);
    }

    private final class Recorder implements OperationListener {
        @Override
        public void started(Operation operation) {
            heard.add("started " + operation.status());
        }

        @Override
        public void finished(Operation operation) {
            heard.add("finished " + operation.status());
            if (operation.type() == OperationType.RETENTION) {
                throw new IllegalStateException("a listener that fails");
            }
        }
    }

    /** Runs until {@link #release}, or until it is cancelled. */
    private Object waitForRelease(OperationContext context) throws InterruptedException {
        context.phase("waiting");
        while (!release.await(5, TimeUnit.MILLISECONDS)) {
            context.checkCancelled();
        }
        return Map.of("released", true);
    }

    private Operation finish(Operation operation) {
        return operations
                .whenFinished(operation.id())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private JsonNode json(String text) {
        return json.readTree(text);
    }

    private Operation run(OperationWork work) {
        return finish(operations.start(VERIFY, work));
    }

    private static Problem problemOf(Operation operation) {
        return Objects.requireNonNull(operation.problem());
    }

    private Operation find(Operation operation) {
        return operations.find(operation.id()).orElseThrow();
    }

    @Test
    void aSuccessTellsWhatWasDone() {
        Operation done = run(context -> {
            context.phase("copying");
            context.expect(10, 1000);
            context.advance(3, 200);
            context.advance(1, 50);
            context.log("one\nline");
            return Map.of("files", 4);
        });

        assertThat(done.status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(done.actor()).isEqualTo("alice");
        assertThat(done.backup()).isEqualTo(BACKUP.value());
        assertThat(done.store()).isEqualTo("local");
        assertThat(done.progress()).isEqualTo(new OperationProgress("copying", 4, 250, 10, 1000));
        assertThat(done.result()).isEqualTo(json("{\"files\":4}"));
        assertThat(done.problem()).isNull();
        assertThat(done.log()).extracting(LogLine::message).containsExactly("one\\u000aline");
        assertThat(done.startedAt()).isBetween(done.createdAt(), done.finishedAt());
        assertThat(done.durationMs()).isNotNegative();
        assertThat(heard).containsExactly("started QUEUED", "finished SUCCEEDED");
    }

    @Test
    void aListenerThatFailsChangesNothing() {
        Operation done = finish(operations.start(request(OperationType.RETENTION), context -> "done"));
        assertThat(heard).containsExactly("started QUEUED", "finished SUCCEEDED");
        assertThat(done.status()).isEqualTo(OperationStatus.SUCCEEDED);
    }

    @Test
    void aRunningOneShowsHowFarItIs() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Operation started = operations.start(VERIFY, context -> {
            context.advance(1, 2);
            begun.countDown();
            return waitForRelease(context);
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        Operation now = find(started);

        assertThat(now.status()).isEqualTo(OperationStatus.RUNNING);
        assertThat(now.progress().bytes()).isEqualTo(2);
        assertThat(now.finishedAt()).isNull();
        assertThat(operations.list(OperationType.VERIFY, OperationStatus.RUNNING, 10))
                .extracting(Operation::id)
                .containsExactly(started.id());
        assertThat(operations.list(null, OperationStatus.SUCCEEDED, 10)).isEmpty();
    }

    @Test
    void theHistorySurvivesARestart() {
        Operation done = run(context -> {
            context.log("a line");
            context.advance(1, 2);
            return Map.of("files", 4);
        });
        Operation failed = run(context -> {
            throw Problem.conflict("store-locked", "The store is locked.")
                    .withStore("local")
                    .asException();
        });

        reopen(OperationProperties.DEFAULTS);

        Operation read = find(done);
        assertThat(read).isEqualTo(done);
        assertThat(read.result()).isEqualTo(json("{\"files\":4}"));
        assertThat(find(failed)).isEqualTo(failed);
        assertThat(operations.list(null, null, 10)).extracting(Operation::id).containsExactly(failed.id(), done.id());
        assertThat(operations.about(BACKUP)).extracting(Operation::id).containsExactly(failed.id(), done.id());
        assertThat(finish(done).status()).isEqualTo(OperationStatus.SUCCEEDED);
    }

    @Test
    void aKnownProblemIsTheOperationsWithItsIdInIt() {
        Operation failed = run(context -> {
            throw Problem.of(507, "no-space", "Full.").withCode("ENOSPC").asException();
        });
        assertThat(failed.status()).isEqualTo(OperationStatus.FAILED);
        assertThat(failed.problem())
                .isEqualTo(Problem.of(507, "no-space", "Full.")
                        .withCode("ENOSPC")
                        .withOperation(failed.id().value()));
        assertThat(heard).containsExactly("started QUEUED", "finished FAILED");
    }

    @Test
    void anExceptionOrAnErrorBecomesAProblem() {
        Operation full = run(context -> {
            throw new CompletionException(new FileSystemException("/secret/path", null, "No space left on device"));
        });
        Problem problem = problemOf(full);
        assertThat(problem.code()).isEqualTo("ENOSPC");
        assertThat(problem.detail()).doesNotContain("secret");

        Operation broken = run(context -> {
            throw new StackOverflowError();
        });
        assertThat(broken.status()).isEqualTo(OperationStatus.FAILED);
    }

    @Test
    void aResultThatIsNoJsonFailsTheOperation() {
        Operation failed = run(context -> {
            List<Object> endless = new ArrayList<>();
            endless.add(endless);
            return endless;
        });
        assertThat(failed.status()).isEqualTo(OperationStatus.FAILED);
    }

    @Test
    void aProblemThatNamesTheOperationInTheWayKeepsThatName() {
        Operation failed = run(context -> {
            throw Problem.conflict("operation-in-progress", "In the way.")
                    .withOperation("op-other")
                    .asException();
        });
        assertThat(problemOf(failed).operation()).isEqualTo("op-other");
    }

    @Test
    void aCancelledOneStopsAtItsNextOpportunity() {
        Operation started = operations.start(VERIFY, this::waitForRelease);
        Operation asked = operations.cancel(started.id(), "bob");
        assertThat(asked.status().isFinished()).isFalse();

        Operation ended = finish(started);

        assertThat(ended.status()).isEqualTo(OperationStatus.CANCELLED);
        assertThat(problemOf(ended).status()).isEqualTo(409);
        assertThat(ended.log()).extracting(LogLine::message).containsExactly("Cancellation asked for by bob.");
        ProblemException again =
                catchThrowableOfType(ProblemException.class, () -> operations.cancel(started.id(), "bob"));
        assertThat(again.problem().status()).isEqualTo(409);
        assertThat(again.problem().detail()).contains("cancelled");
    }

    @Test
    void anUnknownOneCanBeNeitherCancelledNorAwaited() {
        OperationId unknown = OperationIds.firstOf(1);
        assertThat(operations.find(unknown)).isEmpty();
        assertThat(catchThrowableOfType(ProblemException.class, () -> operations.cancel(unknown, "bob"))
                        .problem()
                        .status())
                .isEqualTo(404);
        assertThat(catchThrowableOfType(ProblemException.class, () -> operations.whenFinished(unknown))
                        .problem()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void claimsAreHeldUntilTheEndAndFreeWhenItIsSeen() {
        OperationRequest backup = request(OperationType.BACKUP, Claim.source());
        Operation first = operations.start(backup, context -> {
            context.claim(Set.of(Claim.changing(BACKUP)));
            return waitForRelease(context);
        });
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> operations.start(backup, context -> "never"));
        assertThat(refused.problem().operation()).isEqualTo(first.id().value());
        assertThat(refused.problem().detail()).contains("The data directory", "backup " + first.id());
        assertThat(operations.list(null, null, 10)).hasSize(1);

        release.countDown();
        finish(first);

        assertThat(finish(operations.start(backup, context -> "now")).result()).isEqualTo(json("\"now\""));
        try (Operations.Lease lease = operations.claim("the deletion", Set.of(Claim.changing(BACKUP)))) {
            assertThat(lease).isNotNull();
            assertThatThrownBy(() -> operations.claim("another", Set.of(Claim.reading(BACKUP))))
                    .isInstanceOf(ProblemException.class);
        }
        operations.claim("another", Set.of(Claim.reading(BACKUP))).close();
    }

    @Test
    void moreThanAllowedWaitTheirTurnAndManyMoreAreRefused() {
        reopen(limits(1, 2, 100, Duration.ofDays(1), Duration.ofSeconds(5)));
        CountDownLatch go = new CountDownLatch(1);
        Operation first = operations.start(VERIFY, context -> go.await(30, TimeUnit.SECONDS));
        Operation second = operations.start(VERIFY, context -> "second");

        assertThat(find(second).status()).isEqualTo(OperationStatus.QUEUED);
        assertThat(catchThrowableOfType(ProblemException.class, () -> operations.start(VERIFY, context -> "third"))
                        .problem()
                        .status())
                .isEqualTo(503);
        go.countDown();
        assertThat(finish(first).result()).isEqualTo(json("true"));
        assertThat(finish(second).result()).isEqualTo(json("\"second\""));
    }

    @Test
    void aQueuedOneCanBeCancelledAndNeverRuns() {
        reopen(limits(1, 10, 100, Duration.ofDays(1), Duration.ofSeconds(5)));
        CountDownLatch go = new CountDownLatch(1);
        operations.start(VERIFY, context -> go.await(30, TimeUnit.SECONDS));
        Operation second = operations.start(VERIFY, context -> {
            throw new AssertionError("it ran");
        });
        operations.cancel(second.id(), "bob");
        go.countDown();
        Operation ended = finish(second);
        assertThat(ended.status()).isEqualTo(OperationStatus.CANCELLED);
        assertThat(ended.startedAt()).isNull();
    }

    @Test
    void theLogKeepsItsLastLines() {
        Operation done = run(context -> {
            for (int i = 1; i <= 1200; i++) {
                context.log("line " + i);
            }
            return "done";
        });
        assertThat(done.log()).hasSize(500);
        assertThat(done.log().get(499).message()).isEqualTo("line 1200");
        assertThat(find(done).log()).hasSize(500);
        assertThat(operations.list(null, null, 1).get(0).log())
                .extracting(LogLine::message)
                .hasSize(10)
                .endsWith("line 1200");
    }

    @Test
    void stoppingInterruptsWhatRuns() {
        Operation running = operations.start(VERIFY, this::waitForRelease);
        operations.close();
        assertThat(finish(running).status()).isEqualTo(OperationStatus.INTERRUPTED);
        assertThat(catchThrowableOfType(ProblemException.class, () -> operations.start(VERIFY, context -> "late"))
                        .problem()
                        .status())
                .isEqualTo(503);

        reopen(OperationProperties.DEFAULTS);
        assertThat(find(running).status()).isEqualTo(OperationStatus.INTERRUPTED);
    }

    @Test
    void stoppingDoesNotWaitForEverForWorkThatDoesNotListen() throws Exception {
        reopen(limits(1, 10, 100, Duration.ofDays(1), Duration.ofMillis(50)));
        CountDownLatch deaf = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Operation running = operations.start(VERIFY, context -> {
            begun.countDown();
            return deaf.await(30, TimeUnit.SECONDS);
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        operations.close();
        assertThat(finish(running).status()).isEqualTo(OperationStatus.INTERRUPTED);
        deaf.countDown();
    }

    @Test
    void whatACrashLeftRunningIsInterruptedAndCanBeAmended() {
        Operation running = operations.start(VERIFY, this::waitForRelease);
        database.close(); // as if killed: no end is recorded
        operations.close();
        open(OperationProperties.DEFAULTS);

        Operation interrupted = find(running);
        assertThat(interrupted.status()).isEqualTo(OperationStatus.INTERRUPTED);
        assertThat(interrupted.finishedAt()).isNotNull();
        Problem problem = problemOf(interrupted);
        assertThat(problem.name()).isEqualTo("interrupted");
        assertThat(problem.operation()).isEqualTo(running.id().value());

        operations.amend(running.id(), OperationStatus.SUCCEEDED, Map.of("swapped", true), "Finished at start-up.");

        reopen(OperationProperties.DEFAULTS);
        Operation amended = find(running);
        assertThat(amended.status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(amended.problem()).isNull();
        assertThat(amended.result()).isEqualTo(json("{\"swapped\":true}"));
        assertThat(amended.log()).extracting(LogLine::message).endsWith("Finished at start-up.");
        assertThat(operations.amend(OperationIds.firstOf(1), OperationStatus.FAILED, null, "lost"))
                .isEmpty();
    }

    @Test
    void theProgressOfARunningOneIsKeptForTheTimeAfterACrash() {
        OperationHistory history = new OperationHistory(database, json);
        Operation running = operations.start(VERIFY, this::waitForRelease);
        Operation later = running.ended(OperationStatus.RUNNING, running.createdAt(), null, null);
        history.saveProgress(later, running.createdAt().plusSeconds(7));
        database.close();
        operations.close();
        open(OperationProperties.DEFAULTS);
        assertThat(find(running).finishedAt()).isEqualTo(running.createdAt().plusSeconds(7));
    }

    @Test
    void progressThatIsSavedLateDoesNotUndoAnEnd() {
        Operation done = run(context -> "done");
        Operation late = new Operation(
                done.id(),
                done.type(),
                OperationStatus.RUNNING,
                done.actor(),
                null,
                null,
                done.createdAt(),
                null,
                null,
                null,
                done.progress(),
                null,
                null,
                List.of());
        new OperationHistory(database, json).saveProgress(late, done.createdAt());
        assertThat(find(done).status()).isEqualTo(OperationStatus.SUCCEEDED);
    }

    @Test
    void onlyTheNewestAreKept() {
        reopen(limits(1, 1000, 100, Duration.ofDays(1), Duration.ofSeconds(5)));
        Operation last = run(context -> "first");
        for (int i = 0; i < 105; i++) {
            last = run(context -> "another");
        }
        reopen(OperationProperties.DEFAULTS);
        assertThat(operations.list(null, null, 500))
                .hasSize(100)
                .first()
                .extracting(Operation::id)
                .isEqualTo(last.id());
    }

    @Test
    void theOldOnesGo() {
        Operation old = run(context -> "old");
        clock.setAhead(Duration.ofDays(89));
        Operation young = run(context -> "young");
        clock.setAhead(Duration.ofDays(91));
        Operation now = run(context -> "now");
        reopen(OperationProperties.DEFAULTS);
        assertThat(operations.find(old.id())).isEmpty();
        assertThat(operations.list(null, null, 10)).extracting(Operation::id).containsExactly(now.id(), young.id());
    }

    @Test
    void clearingForgetsThePastAlone() {
        run(context -> "past");
        Operation running = operations.start(VERIFY, this::waitForRelease);
        assertThat(operations.clearHistory()).isEqualTo(1);
        assertThat(operations.list(null, null, 10)).extracting(Operation::id).containsExactly(running.id());
    }

    @Test
    void aPageEndsWhereTheNextBegins() {
        for (int i = 0; i < 5; i++) {
            run(context -> "done");
        }
        List<Operation> all = operations.list(null, null, 10);
        assertThat(operations.list(null, null, 2, all.get(1).id())).isEqualTo(all.subList(2, 4));
        assertThat(operations.list(OperationType.BACKUP, null, 2, null)).isEmpty();
    }

    @Test
    void aDiskThatIsFullFailsNoOperationAndTheEndIsStillKnown() {
        Operation before = run(context -> "before");
        database.write(client ->
                client.sql("PRAGMA max_page_count = 1").query(Long.class).single());
        Operation during = run(context -> {
            context.log("x".repeat(1000));
            return "y".repeat(100_000);
        });
        assertThat(new OperationHistory(database, json).find(during.id()).map(Operation::status))
                .as("in the history, which has no room")
                .isNotEqualTo(Optional.of(OperationStatus.SUCCEEDED));
        assertThat(during.status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(find(during).status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(operations.list(null, null, 10)).extracting(Operation::id).containsExactly(during.id(), before.id());
        assertThat(operations.about(BACKUP)).hasSize(2);

        database.write(client ->
                client.sql("PRAGMA max_page_count = 1000000").query(Long.class).single());
        reopen(OperationProperties.DEFAULTS);
        assertThat(find(during).status()).as("when there is room again").isEqualTo(OperationStatus.SUCCEEDED);
    }

    @Test
    void aDatabaseThatIsGoneFailsNoOperation() {
        database.close();
        Operation done = run(context -> "done");
        assertThat(find(done).result()).isEqualTo(json("\"done\""));
    }
}
