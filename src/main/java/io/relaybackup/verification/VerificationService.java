package io.relaybackup.verification;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.Backups;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.store.VerifyReport.Damage;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.problem.Problems;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Verifies backups: each is compared with its record, and the judgement kept in its notes. */
public final class VerificationService {

    private final Backups backups;
    private final Stores stores;
    private final Operations operations;
    private final Clock clock;

    VerificationService(Backups backups, Stores stores, Operations operations, Clock clock) {
        this.backups = backups;
        this.stores = stores;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Starts to verify one backup.
     *
     * @param onlyIn the one store to look in; null for all that hold it
     * @throws ProblemException a 404 for an unknown backup or store, a 409 while it is made or removed
     */
    Operation startBackup(String idOrLatest, @Nullable String onlyIn, VerifyLevel level, String actor) {
        Backup backup = backups.getStored(idOrLatest);
        List<Store> holders = backups.readers(backup, onlyIn);
        BackupId id = new BackupId(backup.id());
        OperationRequest request =
                new OperationRequest(OperationType.VERIFY, actor, id, onlyIn, Set.of(Claim.reading(id)));
        return operations.start(request, context -> {
            VerificationRun run = new VerificationRun(level, operations, clock, context);
            holders.forEach(store -> run.add(store, id));
            return reportOf(run);
        });
    }

    /**
     * Starts to verify all that a store holds.
     *
     * @throws ProblemException a 404 for an unknown store
     */
    Operation startStore(String name, VerifyLevel level, String actor) {
        Store store = stores.get(name);
        OperationRequest request = new OperationRequest(OperationType.VERIFY, actor, null, name, Set.of());
        return operations.start(request, context -> verify(List.of(store), level, context));
    }

    /**
     * Starts to read the portion of a repository's content that was not read for longest.
     *
     * @param bytes to read at most
     * @throws ProblemException a 404 for an unknown store, a 409 for one that is no repository
     */
    Operation startPortion(String name, long bytes, String actor) {
        Store store = stores.get(name);
        StoreMaintenance repository = store.repository();
        // Read anew before its time is over, or some of it would always be late.
        Duration notReadFor =
                store.upkeep().readWithin().map(within -> within.dividedBy(2)).orElse(Duration.ZERO);
        OperationRequest request = new OperationRequest(OperationType.VERIFY, actor, null, name, Set.of());
        return operations.start(request, context -> {
            context.phase("read");
            try {
                VerifyReport report = repository.readPortion(bytes, notReadFor, context);
                PortionReport portion = PortionReport.of(name, report);
                context.log(portion.summary());
                note(store, report, context);
                portion.problem().ifPresent(problem -> {
                    throw problem.asException();
                });
                return portion;
            } catch (IOException e) {
                throw Problems.of(e).withStore(name).asException(e);
            }
        });
    }

    /** Keeps with each backup what damage of it a portion showed; that it showed none proves nothing. */
    private void note(Store store, VerifyReport report, OperationContext context) {
        Map<BackupId, Long> damages = new TreeMap<>();
        for (Damage damage : report.damages()) {
            String first = damage.path().split("/", 2)[0];
            if (BackupId.isValid(first)) {
                damages.merge(new BackupId(first), 1L, Long::sum);
            }
        }
        damages.forEach((id, count) -> {
            Verification found = new Verification(clock.instant(), VerifyLevel.DATA, false, count);
            try {
                store.backups().annotate(id, notes -> notes.withVerification(found));
            } catch (BackupNotFoundException e) {
                context.log(id + " is not there");
            } catch (IOException e) {
                context.log(id + ": the damage could not be noted, "
                        + Problems.of(e).detail());
            }
        });
    }

    /**
     * Verifies all that the stores hold, within an operation that runs. A store that is away does not keep the others
     * from being looked at.
     *
     * @throws ProblemException a 500 when a backup is damaged; the store's problem when one was away
     */
    public VerificationReport verifyAll(VerifyLevel level, OperationContext context) {
        return verify(stores.all(), level, context);
    }

    private VerificationReport verify(List<Store> all, VerifyLevel level, OperationContext context) {
        VerificationRun run = new VerificationRun(level, operations, clock, context);
        all.forEach(run::add);
        return reportOf(run);
    }

    private static VerificationReport reportOf(VerificationRun run) {
        VerificationReport report = run.run();
        report.problem().ifPresent(problem -> {
            throw problem.asException();
        });
        return report;
    }
}
