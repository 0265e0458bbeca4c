package io.relaybackup.restore;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.Backups;
import io.relaybackup.backup.CopyStatus;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.restore.RestoreResult.SkippedCopy;
import io.relaybackup.restore.RestoreRun.Executors;
import io.relaybackup.restore.RestoreRun.RestoreOrder;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Plans restores and starts them. Does not wait for them; {@link RestoreRun} is what they do. */
final class RestoreService {

    private final Backups backups;
    private final Source source;
    private final Operations operations;
    private final RestorePlanner planner;
    private final Executors executors;
    private final AllowedTargets targets;
    private final RestoreStart start;
    private final boolean safetyBackup;

    RestoreService(
            Backups backups,
            Source source,
            Operations operations,
            RestorePlanner planner,
            Executors executors,
            AllowedTargets targets,
            RestoreStart start,
            boolean safetyBackup) {
        this.backups = backups;
        this.source = source;
        this.operations = operations;
        this.planner = planner;
        this.executors = executors;
        this.targets = targets;
        this.start = start;
        this.safetyBackup = safetyBackup;
    }

    /**
     * What a restore would do. Looks at everything and changes nothing.
     *
     * @throws io.relaybackup.problem.ProblemException a 404, 409 or 422 for what cannot be had
     */
    RestorePlan plan(String idOrLatest, RestoreRequest request) throws IOException {
        RestoreOrder order = order(idOrLatest, request);
        return fromFirstUsable(
                order,
                copy -> planner.plan(request, copy, order.destination(), order.safetyBackup(), Progress.NONE)
                        .answer());
    }

    /**
     * Starts a restore and returns at once.
     *
     * @throws io.relaybackup.problem.ProblemException a 404, 409 or 422 for what cannot be had or is in the way
     */
    Operation start(String idOrLatest, RestoreRequest request, String actor) throws IOException {
        RestoreOrder order = order(idOrLatest, request);
        boolean inPlace = order.destination().isInPlace();
        // What is asked wrongly shall be refused at once.
        fromFirstUsable(order, copy -> {
            Parts parts = Parts.of(copy.backup(), copy.tree(), source);
            return Selection.of(request, parts, copy.tree(), source);
        });
        Claim reading = Claim.reading(order.id());
        Operation operation = operations.start(
                new OperationRequest(
                        OperationType.RESTORE,
                        actor,
                        order.id(),
                        request.store(),
                        inPlace ? Set.of(Claim.source(), reading) : Set.of(reading)),
                context -> {
                    if (inPlace) {
                        start.recoverBefore(context);
                    }
                    return new RestoreRun(order, planner, executors, context).run();
                });
        if (inPlace) {
            CompletableFuture<?> unused =
                    operations.whenFinished(operation.id()).thenAccept(ended -> start.forget(ended.id()));
        }
        return operation;
    }

    private interface Use<T> {
        T of(BackupCopy copy) throws IOException;
    }

    private <T> T fromFirstUsable(RestoreOrder order, Use<T> use) throws IOException {
        Operations.Lease lease =
                operations.claim("the plan of a restore of " + order.id(), Set.of(Claim.reading(order.id())));
        try {
            return fromFirst(order, use);
        } finally {
            lease.close();
        }
    }

    private static <T> T fromFirst(RestoreOrder order, Use<T> use) throws IOException {
        Problem last = null;
        for (Store store : order.stores()) {
            try (BackupCopy copy = BackupCopy.open(store, order.id())) {
                return use.of(copy);
            } catch (IOException e) {
                IOException reason = UnusableCopyException.reasonIn(e);
                if (reason == null) {
                    throw e;
                }
                last = UnusableCopyException.problem(reason, store, order.id());
            }
        }
        throw last == null ? new IllegalStateException("no store was tried") : last.asException();
    }

    private RestoreOrder order(String idOrLatest, RestoreRequest request) throws IOException {
        request.check();
        Backup backup = backups.getStored(idOrLatest);
        List<Store> holders = backups.readers(backup, request.store()).stream()
                // It may have been mended since, and is checked again in any case.
                .sorted(Comparator.comparing(store -> backup.isKnownDamaged(store.name())))
                .toList();
        Boolean wanted = request.safetyBackup();
        return new RestoreOrder(
                request,
                new BackupId(backup.id()),
                holders,
                request.store() == null ? awayBefore(backup) : List.of(),
                destination(request.target()),
                wanted == null ? safetyBackup : wanted);
    }

    private static List<SkippedCopy> awayBefore(Backup backup) {
        List<SkippedCopy> away = new ArrayList<>();
        for (Backup.Copy copy : backup.copies()) {
            if (copy.status() == CopyStatus.PRESENT) {
                break;
            }
            Problem problem = copy.problem();
            if (copy.status() == CopyStatus.MISSING && problem != null) {
                away.add(new SkippedCopy(copy.store(), problem.detail()));
            }
        }
        return away;
    }

    private Destination destination(@Nullable String target) throws IOException {
        Path data = source.dataDirectory();
        if (target != null) {
            return targets.resolve(target, data.getFileSystem());
        }
        try {
            return Destination.inPlace(data);
        } catch (IOException e) {
            String code = ErrorCode.of(e);
            throw Problem.conflict(
                            "source-unavailable",
                            "The data directory cannot be restored to, nor can it be made: " + code + ".")
                    .withCode(code)
                    .asException(e);
        }
    }
}
