package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes backups. Does not restore, remove or rotate them; what happens after a success is for {@link AfterBackup}. */
public final class BackupService {

    private static final Logger log = LoggerFactory.getLogger(BackupService.class);

    private final Source source;
    private final Stores stores;
    private final SourceTrees trees;
    private final Operations operations;
    private final RunningBackups running;
    private final AfterBackup afterBackup;
    private final SourceJudge judge;
    private final List<BackupListener> listeners;
    private final StoreRoom room;
    private final Clock clock;
    private final String tool;
    private final PreviousBackups previous;

    BackupService(
            Source source,
            Stores stores,
            SourceTrees trees,
            Operations operations,
            RunningBackups running,
            AfterBackup afterBackup,
            SourceJudge judge,
            List<BackupListener> listeners,
            StoreRoom room,
            Clock clock,
            String tool) {
        this.source = source;
        this.stores = stores;
        this.trees = trees;
        this.operations = operations;
        this.running = running;
        this.afterBackup = afterBackup;
        this.judge = judge;
        this.listeners = List.copyOf(listeners);
        this.room = room;
        this.clock = clock;
        this.tool = tool;
        this.previous = new PreviousBackups(source);
    }

    /** A backup that was just begun, and the operation that makes it. */
    public record Started(Backup backup, Operation operation) {}

    /**
     * Begins a backup and returns at once.
     *
     * @throws ProblemException a 422 for what was asked wrongly, a 409 when something is in the way
     */
    public Started start(CreateBackup request, Trigger trigger, String actor) {
        BackupOrder order = request.toOrder(source, stores, trigger, actor);
        BackupId id = reserve(order);
        try {
            Operation operation = operations.start(
                    new OperationRequest(
                            OperationType.BACKUP, actor, id, null, Set.of(Claim.source(), Claim.reading(id))),
                    context -> {
                        try {
                            return make(order, id, context);
                        } finally {
                            running.finished(id);
                        }
                    });
            Backup begun = inTheMaking(order, id, operation.id().value());
            running.update(id, begun);
            return new Started(begun, operation);
        } catch (RuntimeException e) {
            running.finished(id);
            throw e;
        }
    }

    /** An id is a time to the millisecond; two requests within one get neighbours. */
    private BackupId reserve(BackupOrder order) {
        BackupId id = BackupId.at(clock.instant());
        while (!running.started(id, inTheMaking(order, id, null))) {
            id = BackupId.at(id.time().plusMillis(1));
        }
        return id;
    }

    private Backup inTheMaking(BackupOrder order, BackupId id, @org.jspecify.annotations.Nullable String operation) {
        Manifest manifest = new Manifest(
                id.time(),
                order.stores().get(0).location() + "/" + id,
                source.projectRoot().toString(),
                source.dataDirectory().toString(),
                List.of(),
                new Manifest.Summary(order.components().size(), 0, 0, 0),
                id,
                BackupStatus.RUNNING,
                source.host(),
                tool,
                order.trigger(),
                id.time(),
                null,
                order.componentNames());
        return Backup.of(id.value(), BackupStatus.RUNNING, manifest, order.notes(), List.of(), operation);
    }

    private Manifest make(BackupOrder order, BackupId id, OperationContext context) {
        BackupRun run = run(order, id, context);
        StoredBackup stored = run.stored();
        if (stored == null) {
            throw new IllegalStateException("a run that kept nothing must have failed");
        }
        BackupStatus made = stored.manifest().status();
        if (made == BackupStatus.COMPLETE) {
            context.phase("retention");
            List<Store> took = order.stores().stream()
                    .filter(s -> !run.failures().containsKey(s.name()))
                    .toList();
            afterBackup.run(took, context);
        }
        for (Map.Entry<String, Problem> failure : run.failures().entrySet()) {
            throw failure.getValue().asException();
        }
        if (made != BackupStatus.COMPLETE) {
            throw incomplete(stored).asException();
        }
        return stored.manifest();
    }

    private BackupRun run(BackupOrder order, BackupId id, OperationContext context) {
        BackupRun run = new BackupRun(order, id, source, trees, previous, judge, room, clock, tool, context);
        try {
            run.run();
        } finally {
            run.failures().forEach((store, problem) -> running.copyFailed(id.value(), store, problem));
            tell(run.outcome());
        }
        return run;
    }

    private void tell(BackupOutcome outcome) {
        for (BackupListener listener : listeners) {
            try {
                listener.finished(outcome);
            } catch (RuntimeException e) {
                log.warn("A listener failed after backup {}", outcome.id(), e);
            }
        }
    }

    private static Problem incomplete(StoredBackup stored) {
        ComponentResult failed = stored.manifest().results().stream()
                .filter(r -> r.status() == ComponentStatus.FAILED)
                .findFirst()
                .orElseThrow();
        Manifest.Failure error = failed.error();
        return Problem.of(
                        500,
                        "backup-incomplete",
                        "The component " + failed.name() + " failed: "
                                + (error == null ? "no reason is known" : error.code() + ", " + error.message())
                                + ". What could be captured is kept.")
                .withBackup(stored.id().value())
                .withComponent(failed.name())
                .withCode(error == null ? null : error.code())
                .withPath(error == null ? null : error.path());
    }

    /**
     * Backs up, within a running restore, what it is about to replace. That a required component is missing does not
     * stop it: the restore may be the remedy.
     *
     * @param components names of configured components
     * @return the backup, or empty when there is nothing to lose
     * @throws ProblemException when there is something and it could not be saved whole
     */
    public Optional<BackupId> takeSafety(Set<String> components, OperationContext context) {
        CreateBackup request = new CreateBackup(List.copyOf(components), null, null, null, false);
        BackupOrder order = request.toOrder(source, stores, Trigger.SAFETY, context.actor());
        BackupId id = reserve(order);
        try {
            context.claim(Set.of(Claim.reading(id)));
            StoredBackup stored = new FirstStoreThatWorks(order, id, context).take();
            if (!holdsAllThatIsThere(stored)) {
                throw incomplete(stored).asException();
            }
            return Optional.of(id);
        } catch (ProblemException e) {
            if (isNothingThere(e.problem())) {
                return Optional.empty();
            }
            throw Problem.conflict(
                            "safety-backup-failed",
                            "What the restore would replace could not be backed up first: "
                                    + e.problem().detail()
                                    + " To restore without, send \"safetyBackup\": false.")
                    .withCode(e.problem().code())
                    .withPath(e.problem().path())
                    .withComponent(e.problem().component())
                    .withStore(e.problem().store())
                    .asException(e);
        } finally {
            running.finished(id);
        }
    }

    private static boolean holdsAllThatIsThere(StoredBackup stored) {
        return stored.manifest().results().stream()
                .map(ComponentResult::error)
                .allMatch(error -> error == null || error.code().equals("ENOENT"));
    }

    private static boolean isNothingThere(Problem problem) {
        return "ENOENT".equals(problem.code())
                && (problem.name().equals("nothing-captured") || problem.name().equals("source-unavailable"));
    }

    /** A safety backup needs one good copy, not one in every store. */
    private final class FirstStoreThatWorks {

        private final BackupOrder order;
        private final BackupId id;
        private final OperationContext context;

        FirstStoreThatWorks(BackupOrder order, BackupId id, OperationContext context) {
            this.order = order;
            this.id = id;
            this.context = context;
        }

        StoredBackup take() {
            ProblemException last = null;
            for (Store store : order.stores()) {
                BackupOrder one = new BackupOrder(
                        order.components(), List.of(store), order.notes(), false, order.trigger(), order.actor());
                try {
                    StoredBackup stored = run(one, id, context).stored();
                    if (stored != null) {
                        return stored;
                    }
                } catch (ProblemException e) {
                    if (e.problem().store() == null) {
                        throw e;
                    }
                    last = e;
                }
            }
            throw last == null ? new IllegalStateException("no store was tried") : last;
        }
    }
}
