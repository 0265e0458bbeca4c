package io.relaybackup.restore;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.restore.RestoreResult.SkippedCopy;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One restore: takes the first store's copy that can be planned with, saves what would be replaced, and carries the
 * plan out; goes on to the next store's when the copy turns out to be unusable, which it does before anything is
 * touched. Used once, by one thread.
 */
final class RestoreRun {

    private final RestoreOrder order;
    private final RestorePlanner planner;
    private final Executors executors;
    private final OperationContext context;
    private final List<SkippedCopy> skipped = new ArrayList<>();
    private @Nullable BackupId safety;
    private boolean saved;

    RestoreRun(RestoreOrder order, RestorePlanner planner, Executors executors, OperationContext context) {
        this.order = order;
        this.planner = planner;
        this.executors = executors;
        this.context = context;
    }

    /**
     * What is wanted.
     *
     * @param stores that hold the backup, in the order in which to try them; at least one
     * @param away stores that would come before the first of them, and that do not answer
     * @param safetyBackup whether to save first what is replaced
     */
    record RestoreOrder(
            RestoreRequest request,
            BackupId id,
            List<Store> stores,
            List<SkippedCopy> away,
            Destination destination,
            boolean safetyBackup) {

        RestoreOrder {
            stores = List.copyOf(stores);
            away = List.copyOf(away);
            if (stores.isEmpty()) {
                throw new IllegalArgumentException("a restore needs a store to read from");
            }
        }
    }

    /** Who carries plans out, and what they need for it. */
    record Executors(
            InPlaceRestore inPlace,
            TargetRestore toTarget,
            Guards guards,
            SafetyBackup safetyBackup,
            FreeSpace space) {}

    RestoreResult run() throws Exception {
        Problem last = null;
        for (SkippedCopy away : order.away()) {
            skipped.add(away);
            context.log("The store " + away.store() + ", which may have a copy, cannot be used: " + away.reason());
        }
        for (Store store : order.stores()) {
            try {
                return from(store);
            } catch (IOException e) {
                IOException reason = UnusableCopyException.reasonIn(e);
                if (reason == null) {
                    throw explained(e);
                }
                last = UnusableCopyException.problem(reason, store, order.id());
                skipped.add(new SkippedCopy(store.name(), last.detail()));
                context.log("The copy in " + store.name() + " cannot be used: " + last.detail());
            }
        }
        throw last == null ? new IllegalStateException("no store was tried") : last.asException();
    }

    /** In words, and with the file's path where it is told. */
    private Exception explained(IOException e) {
        Exception explained = Refusals.explained(e);
        if (!(explained instanceof ProblemException told)) {
            return order.destination().named(e);
        }
        Problem problem = told.problem();
        return problem.code() == null || problem.path() != null
                ? told
                : problem.withPath(order.destination().pathIn(e)).asException(e);
    }

    private RestoreResult from(Store store) throws IOException {
        context.phase("plan");
        try (BackupCopy copy = BackupCopy.open(store, order.id())) {
            PlannedRestore plan =
                    planner.plan(order.request(), copy, order.destination(), order.safetyBackup(), context);
            Refusals.requireFeasible(plan.answer());
            context.log("restoring " + plan.answer().files() + " files, "
                    + plan.answer().bytes() + " bytes, from " + store.name());
            Warnings warnings = new Warnings();
            FileTree wanted = plan.scope().of(copy.tree());
            if (order.destination().isInPlace()) {
                inPlace(plan, wanted, warnings);
            } else {
                context.expect(plan.answer().files(), plan.answer().bytes());
                executors.toTarget().run(plan, wanted, warnings, context);
            }
            return result(plan.answer(), warnings);
        }
    }

    private void inPlace(PlannedRestore plan, FileTree wanted, Warnings warnings) throws IOException {
        save(plan);
        long free = executors.space().at(plan.destination().nearest());
        if (free < plan.answer().spaceNeeded()) {
            // The safety backup may have gone to the same disk.
            throw Refusals.noSpace(plan.answer().spaceNeeded(), free);
        }
        context.expect(plan.answer().files(), plan.answer().bytes());
        executors.inPlace().run(plan, wanted, guard(plan), warnings, context);
    }

    /** Once, whatever happens to copies afterwards. */
    private void save(PlannedRestore plan) throws ProblemException {
        if (saved || plan.safetyComponents().isEmpty()) {
            return;
        }
        context.phase("safety backup");
        safety = executors.safetyBackup().take(plan.safetyComponents(), context).orElse(null);
        saved = true;
        context.log(safety == null ? "there was nothing to save" : "what will be replaced is saved as " + safety);
    }

    private SourceGuard guard(PlannedRestore plan) throws IOException {
        if (order.request().isForced()) {
            return SourceGuard.NONE;
        }
        return safety == null
                ? executors.guards().againstNow(plan, context)
                : executors.guards().against(safety, plan, context);
    }

    private RestoreResult result(RestorePlan plan, Warnings warnings) {
        return new RestoreResult(
                RestoreResult.Outcome.RESTORED,
                plan.backup(),
                plan.store(),
                plan.target(),
                plan.unverified(),
                plan.components(),
                plan.added(),
                plan.changed(),
                plan.removed(),
                plan.files(),
                plan.bytes(),
                plan.kept(),
                safety == null ? null : safety.value(),
                skipped,
                warnings.count(),
                warnings.first());
    }
}
