package io.relaybackup.drill;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.problem.Problems;
import io.relaybackup.restore.Comparison;
import io.relaybackup.restore.Deviation;
import io.relaybackup.restore.Rehearsal;
import io.relaybackup.restore.Rehearsals;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the drills of one operation, one store after the other; one that fails keeps no other from being held. Used
 * once, by one thread.
 */
final class DrillRun {

    private static final int NAMED = 3;

    private final Rehearsals rehearsals;
    private final Optional<ApplicationCheck> check;
    private final Drills drills;
    private final Clock clock;
    private final OperationContext context;

    DrillRun(
            Rehearsals rehearsals,
            Optional<ApplicationCheck> check,
            Drills drills,
            Clock clock,
            OperationContext context) {
        this.rehearsals = rehearsals;
        this.check = check;
        this.drills = drills;
        this.clock = clock;
        this.context = context;
    }

    /**
     * One store's copy that is to be restored.
     *
     * @param backup null where the store could not be asked
     * @param problem why it could not
     */
    record Candidate(
            Store store,
            @Nullable BackupId backup,
            @Nullable Problem problem) {}

    DrillReport run(List<Candidate> candidates, Path scratch) {
        List<Drill> held = new ArrayList<>();
        for (Candidate candidate : candidates) {
            context.checkCancelled();
            held.add(hold(candidate, scratch));
        }
        return new DrillReport(held);
    }

    private Drill hold(Candidate candidate, Path scratch) {
        BackupId id = candidate.backup();
        String store = candidate.store().name();
        Drill begun =
                Drill.begun(context.id(), id == null ? null : id.value(), store, context.actor(), clock.instant());
        drills.keep(begun);
        Drill ended;
        if (id == null) {
            Problem away = candidate.problem();
            ended = begun.ended(DrillOutcome.FAILED, clock.instant(), away);
        } else {
            context.log("restoring " + id + " from " + store);
            ended = hold(begun, candidate.store(), id, scratch);
        }
        drills.keep(ended);
        context.log(summary(ended));
        return ended;
    }

    private Drill hold(Drill begun, Store store, BackupId id, Path scratch) {
        Drill seen = begun;
        try (Rehearsal rehearsal = rehearsals.restore(store, id, scratch, context)) {
            seen = look(begun, rehearsal, store, id);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            return isDamage(problem)
                    ? damaged(begun, store, id, problem)
                    : begun.ended(DrillOutcome.FAILED, clock.instant(), problem);
        } catch (IOException e) {
            return seen.isJudged() ? inTheWay(seen, e, scratch) : failed(begun, e, store, scratch);
        }
        return seen;
    }

    private Drill failed(Drill begun, IOException e, Store store, Path scratch) {
        Problem ofStore = store.problem(e);
        Problem problem = ofStore.path() == null ? Problems.of(e, scratch).withStore(store.name()) : ofStore;
        return begun.ended(DrillOutcome.FAILED, clock.instant(), problem);
    }

    /** What was seen stays evidence, and a failure that was found is worse than what could not be removed after it. */
    private Drill inTheWay(Drill seen, IOException e, Path scratch) {
        Problem trouble = Problems.of(e, scratch);
        context.log("what came back could not be removed: " + trouble.detail());
        if (!seen.succeeded()) {
            return seen;
        }
        Problem problem = Problem.of(
                        500,
                        "scratch-directory-not-emptied",
                        "All came back as it was recorded, but could not be removed from the scratch directory: "
                                + trouble.code() + ".")
                .withCode(trouble.code())
                .withPath(trouble.path())
                .withStore(seen.store());
        return seen.ended(DrillOutcome.FAILED, clock.instant(), problem);
    }

    private Drill look(Drill begun, Rehearsal rehearsal, Store store, BackupId id) throws IOException {
        context.phase("compare");
        long began = System.nanoTime();
        Comparison comparison = rehearsal.compare(context);
        long compareMs = (System.nanoTime() - began) / 1_000_000;
        CommandResult command = null;
        if (check.isPresent() && comparison.count() == 0) {
            context.phase("command");
            command = check.get().run(rehearsal.directory(), id, store.name(), context);
        }
        context.phase("remove");
        Drill seen = with(begun, rehearsal, comparison, rehearsal.took().toMillis() + compareMs, compareMs, command);
        Optional<Problem> problem = judge(comparison, command);
        return seen.ended(
                problem.isEmpty() ? DrillOutcome.SUCCEEDED : DrillOutcome.FAILED,
                clock.instant(),
                problem.orElse(null));
    }

    private static Drill with(
            Drill begun,
            Rehearsal rehearsal,
            Comparison comparison,
            long timeToRestoreMs,
            long compareMs,
            @Nullable CommandResult command) {
        return new Drill(
                begun.operation(),
                begun.backup(),
                begun.store(),
                begun.actor(),
                begun.startedAt(),
                null,
                null,
                begun.outcome(),
                rehearsal.files(),
                rehearsal.bytes(),
                timeToRestoreMs,
                compareMs,
                comparison.count(),
                comparison.deviations(),
                comparison.warningCount(),
                comparison.warnings(),
                command,
                null);
    }

    /** Why it has failed; empty when it has not. */
    static Optional<Problem> judge(Comparison comparison, @Nullable CommandResult command) {
        if (comparison.count() > 0) {
            return Optional.of(deviates(comparison.count(), comparison.deviations()));
        }
        if (command != null && !command.isContent()) {
            return Optional.of(Problem.of(
                            500, "application-check-failed", "The application's own check " + command.failure() + ".")
                    .withCode(command.problem()));
        }
        return Optional.empty();
    }

    private static Problem deviates(long count, List<Deviation> deviations) {
        StringBuilder text = new StringBuilder("What came back is not what was recorded: ");
        int named = Math.min(NAMED, deviations.size());
        for (int i = 0; i < named; i++) {
            Deviation deviation = deviations.get(i);
            text.append(i == 0 ? "" : "; ").append(deviation.path()).append(' ').append(deviation.message());
        }
        text.append(count > named ? "; and " + (count - named) + " more." : ".");
        return Problem.of(500, "restored-data-deviates", text.toString())
                .withPath(named == 0 ? null : deviations.get(0).path());
    }

    private static boolean isDamage(Problem problem) {
        return problem.name().equals("backup-damaged");
    }

    /** A restore ends at the first damage; the evidence shall name all. */
    private Drill damaged(Drill begun, Store store, BackupId id, Problem problem) {
        context.phase("verify");
        List<Deviation> deviations = new ArrayList<>();
        long count = 0;
        try {
            VerifyReport report = store.backups().verify(id, VerifyLevel.DATA, context);
            count = report.damageCount();
            report.damages().stream()
                    .limit(Comparison.LISTED)
                    .forEach(d -> deviations.add(new Deviation(d.path(), Deviation.Kind.DAMAGE, d.message())));
        } catch (IOException e) {
            context.log("what else is damaged cannot be told: " + Problems.of(e).detail());
        }
        if (deviations.isEmpty()) {
            String path = problem.path();
            deviations.add(new Deviation(path == null ? "" : path, Deviation.Kind.DAMAGE, problem.detail()));
            count = 1;
        }
        return withDeviations(begun, count, deviations).ended(DrillOutcome.FAILED, clock.instant(), problem);
    }

    private static Drill withDeviations(Drill begun, long count, List<Deviation> deviations) {
        return new Drill(
                begun.operation(),
                begun.backup(),
                begun.store(),
                begun.actor(),
                begun.startedAt(),
                null,
                null,
                begun.outcome(),
                0,
                0,
                null,
                null,
                count,
                deviations,
                0,
                List.of(),
                null,
                null);
    }

    private static String summary(Drill drill) {
        Problem problem = drill.problem();
        if (problem != null) {
            return drill.store() + ": failed, " + problem.detail();
        }
        return drill.store() + ": " + drill.files() + " files, " + drill.bytes()
                + " bytes were back and compared after "
                + drill.timeToRestoreMs() + " ms"
                + (drill.command() == null ? "" : "; the application's own check is content");
    }
}
