package io.relaybackup.maintenance;

import io.relaybackup.backup.BackupService;
import io.relaybackup.backup.Backups;
import io.relaybackup.backup.CreateBackup;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.idempotency.IdempotencyKeys;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.OperationWork;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.SourceRecovery;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import io.relaybackup.verification.VerificationService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Starts maintenance tasks, each an operation. */
final class MaintenanceService {

    private final BackupService backupService;
    private final VerificationService verification;
    private final Stores stores;
    private final Backups backups;
    private final SourceRecovery recovery;
    private final Operations operations;
    private final IdempotencyKeys keys;

    MaintenanceService(
            BackupService backupService,
            VerificationService verification,
            Stores stores,
            Backups backups,
            SourceRecovery recovery,
            Operations operations,
            IdempotencyKeys keys) {
        this.backupService = backupService;
        this.verification = verification;
        this.stores = stores;
        this.backups = backups;
        this.recovery = recovery;
        this.operations = operations;
        this.keys = keys;
    }

    /**
     * Starts a task and returns at once.
     *
     * @throws io.relaybackup.problem.ProblemException a 409 when something is in the way
     */
    Operation start(Task task, String actor) {
        return switch (task) {
            case BACKUP ->
                backupService
                        .start(CreateBackup.ALL, Trigger.MAINTENANCE, actor)
                        .operation();
            case VALIDATE -> start(actor, Set.of(), context -> verification.verifyAll(VerifyLevel.STRUCTURE, context));
            case FIX ->
                start(actor, Set.of(Claim.source()), context -> new MaintenanceReport(task.word(), fix(context)));
            case CLEAR_CACHE ->
                start(actor, Set.of(), context -> new MaintenanceReport(task.word(), clearCache(context)));
            case RESET -> start(actor, Set.of(), context -> new MaintenanceReport(task.word(), reset(context)));
        };
    }

    private Operation start(String actor, Set<Claim> claims, OperationWork work) {
        return operations.start(new OperationRequest(OperationType.MAINTENANCE, actor, null, null, claims), work);
    }

    /** Goes on to the next store when one is away, and fails at the end. */
    private List<String> fix(OperationContext context) throws IOException {
        List<String> done = new ArrayList<>();
        recovery.recover().ifPresent(done::add);
        IOException failure = null;
        for (Store store : stores.all()) {
            context.checkCancelled();
            try {
                for (String removed : store.backups().cleanUp()) {
                    done.add("removed " + removed + " from " + store.name());
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        done.addAll(clearLists());
        done.forEach(context::log);
        if (failure != null) {
            throw failure;
        }
        return done;
    }

    private List<String> clearLists() {
        backups.forget();
        return new ArrayList<>(List.of("the lists of backups are made anew"));
    }

    private List<String> clearCache(OperationContext context) throws IOException {
        List<String> done = clearLists();
        clearCaches(done, context);
        return done;
    }

    /** Goes on to the next store when one is away, and fails at the end. */
    private void clearCaches(List<String> done, OperationContext context) throws IOException {
        IOException failure = null;
        for (Store store : stores.all()) {
            if (store.maintenance().isPresent()) {
                context.checkCancelled();
                try {
                    store.maintenance().get().clearCache();
                    done.add("the cache of " + store.name() + " is empty");
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private List<String> reset(OperationContext context) throws IOException {
        List<String> done = clearLists();
        done.add("forgot " + operations.clearHistory() + " operations");
        done.add("forgot " + keys.clear() + " idempotency keys");
        clearCaches(done, context);
        return done;
    }
}
