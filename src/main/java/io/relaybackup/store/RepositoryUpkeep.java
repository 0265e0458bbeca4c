package io.relaybackup.store;

import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.PruneReport;
import io.relaybackup.engine.store.RepairReport;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Starts what repositories need besides backups: each an operation, one at a time for one store. All throw a 404 for an
 * unknown store, and a 409 for one that is no repository or is being looked after already.
 */
final class RepositoryUpkeep {

    private static final int NAMED = 20;

    private final Stores stores;
    private final Operations operations;

    RepositoryUpkeep(Stores stores, Operations operations) {
        this.stores = stores;
        this.operations = operations;
    }

    /** The result of an unlock. */
    record Unlocked(List<LockHolder> removed) {

        Unlocked {
            removed = List.copyOf(removed);
        }
    }

    /** Work on one store. */
    private interface Work<T> {
        T on(StoreMaintenance repository, OperationContext context) throws IOException;
    }

    private <T> Operation start(OperationType type, Store store, String actor, Work<T> work) {
        StoreMaintenance repository = store.repository();
        OperationRequest request =
                new OperationRequest(type, actor, null, store.name(), Set.of(Claim.upkeep(store.name())));
        return operations.start(request, context -> {
            try {
                return work.on(repository, context);
            } catch (IOException e) {
                throw store.problem(e).asException(e);
            }
        });
    }

    Operation prune(String name, PruneStore wanted, String actor) {
        Store store = stores.get(name);
        store.repository();
        PruneOptions options = wanted.options(store.upkeep().prune());
        return start(OperationType.PRUNE, store, actor, (repository, context) -> {
            context.phase(wanted.isDryRun() ? "plan" : "prune");
            PruneReport report = repository.prune(options, wanted.isDryRun(), context);
            context.log((report.dryRun() ? "would remove " : "removed ") + report.packsRemoved()
                    + (report.dryRun() ? " packs and write " : " packs and wrote ") + report.packsRepacked()
                    + " anew, of " + report.packs() + ": "
                    + report.freedBytes() + " bytes freed, " + report.unusedBytes() + " stay unused");
            return report;
        });
    }

    /** Removes stale locks, or all. */
    Operation unlock(String name, UnlockStore wanted, String actor) {
        return start(OperationType.UNLOCK, stores.get(name), actor, (repository, context) -> {
            context.phase("unlock");
            List<LockHolder> removed = repository.unlock(wanted.isForAll());
            removed.forEach(lock -> context.log("removed the lock of " + StoreWatch.describe(lock)));
            return new Unlocked(removed);
        });
    }

    Operation repair(String name, RepairStore wanted, String actor) {
        Store store = stores.get(name);
        List<BackupStore> others = stores.all().stream()
                .filter(other -> !other.name().equals(name))
                .map(Store::backups)
                .toList();
        return start(OperationType.REPAIR, store, actor, (repository, context) -> {
            context.phase("repair");
            RepairReport report = repository.repair(others, wanted.drops(), context);
            context.log("found " + report.packsFound() + " packs again, lost " + report.packsLost() + "; "
                    + report.blobsRecovered() + " pieces were taken from other stores, " + report.blobsLost()
                    + " are lost; " + report.lostFileCount() + " files are not whole"
                    + (report.droppedFiles() == 0 ? "" : ", " + report.droppedFiles() + " of them left their backups"));
            report.lostFiles().stream()
                    .limit(NAMED)
                    .forEach(file -> context.log("not whole: " + file.backup() + " " + file.path()));
            return report;
        });
    }
}
