package io.relaybackup.retention;

import io.relaybackup.backup.AfterBackup;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.FrozenSource;
import io.relaybackup.engine.store.RetentionPlan;
import io.relaybackup.engine.store.RetentionSituation;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problem.FieldError;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.problem.Problems;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import io.relaybackup.trash.Trash;
import io.relaybackup.trash.TrashEmptying;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells which backups the stores' policies keep, and removes the others: after each backup, and when asked to. */
public final class RetentionService implements AfterBackup {

    private static final Logger log = LoggerFactory.getLogger(RetentionService.class);

    private final Stores stores;
    private final Source source;
    private final Operations operations;
    private final Trash trash;
    private final TrashEmptying emptying;
    private final List<RetentionListener> listeners;
    private final Clock clock;

    RetentionService(
            Stores stores,
            Source source,
            Operations operations,
            Trash trash,
            TrashEmptying emptying,
            List<RetentionListener> listeners,
            Clock clock) {
        this.stores = stores;
        this.source = source;
        this.operations = operations;
        this.trash = trash;
        this.emptying = emptying;
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
    }

    /** What a run would do now, store by store in the order of the configuration. */
    public List<StorePlan> preview() {
        return stores.all().stream()
                .map(store -> plan(store, id -> !operations.isFree(Claim.changing(id))))
                .toList();
    }

    /** Claims decide in a run what is in use: those of its own operation are not in its way. */
    StorePlan planOfRun(Store store) {
        return plan(store, id -> false);
    }

    private StorePlan plan(Store store, Predicate<BackupId> inUse) {
        try {
            List<StoredBackup> backups = store.backups().list();
            RetentionPlan plan = store.policy()
                    .map(policy -> RetentionPlan.of(policy, backups, situation(backups, inUse)))
                    .orElseGet(() -> RetentionPlan.keepingAll(backups));
            return new StorePlan(store, plan, null, trash.of(store));
        } catch (IOException e) {
            return new StorePlan(store, new RetentionPlan(List.of()), store.problem(e), List.of());
        }
    }

    private RetentionSituation situation(List<StoredBackup> backups, Predicate<BackupId> inUse) {
        Set<BackupId> used =
                backups.stream().map(StoredBackup::id).filter(inUse).collect(Collectors.toSet());
        return new RetentionSituation(
                clock.instant(), source.host(), Set.copyOf(source.componentNames()), used, frozen());
    }

    /** By suspect backups of any store: a copy of one may have failed. */
    private List<FrozenSource> frozen() {
        List<FrozenSource> frozen = new ArrayList<>();
        for (Store store : stores.all()) {
            try {
                frozen.addAll(FrozenSource.in(store.backups().list(), source.host()));
            } catch (IOException e) {
                log.debug("The store '{}' cannot be asked for suspect backups", store.name(), e);
            }
        }
        return frozen;
    }

    /**
     * Starts a run over all stores.
     *
     * @throws ProblemException a 503 when there is too much work
     */
    Operation start(String actor) {
        OperationRequest request = new OperationRequest(OperationType.RETENTION, actor, null, null, Set.of());
        return operations.start(request, context -> {
            RetentionReport report = apply(stores.all(), context);
            if (!report.failures().isEmpty()) {
                throw failure(report).asException();
            }
            return report;
        });
    }

    @Override
    public void run(List<Store> took, OperationContext context) {
        try {
            RetentionReport report = apply(took, context);
            for (Problem failure : report.failures()) {
                log.warn(
                        "Retention in '{}' failed on {}: {}",
                        failure.store(),
                        Objects.requireNonNullElse(failure.backup(), "the whole store"),
                        failure.detail());
            }
        } catch (CancellationException e) {
            context.log("Retention was cancelled; the backup is made.");
        } catch (RuntimeException e) {
            log.error("Retention failed after a backup", e);
            context.log("Retention failed: " + Problems.of(e).detail());
        }
    }

    private RetentionReport apply(List<Store> all, OperationContext context) {
        return new RetentionReport(all.stream()
                .map(store -> new RetentionRun(store, this::planOfRun, trash, listeners, context)
                        .run()
                        .plus(emptying.removeExpired(store, context)))
                .toList());
    }

    private static Problem failure(RetentionReport report) {
        List<Problem> failures = report.failures();
        Problem first = failures.get(0);
        String others = failures.size() == 1 ? "" : " There are " + failures.size() + " such failures.";
        return Problem.of(
                        first.status(),
                        "retention-failed",
                        "Removed " + report.removals() + "; not all that should go could be removed: " + first.detail()
                                + others)
                .withCode(first.code())
                .withStore(first.store())
                .withBackup(first.backup())
                .withErrors(failures.stream()
                        .map(f -> new FieldError(f.store() + (f.backup() == null ? "" : "/" + f.backup()), f.detail()))
                        .toList());
    }
}
