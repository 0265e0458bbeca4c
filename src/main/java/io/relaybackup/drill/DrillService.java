package io.relaybackup.drill;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.Backups;
import io.relaybackup.drill.DrillRun.Candidate;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.restore.Rehearsals;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses what drills restore, and starts them. */
final class DrillService {

    private final Backups backups;
    private final Stores stores;
    private final Operations operations;
    private final Rehearsals rehearsals;
    private final ScratchDirectory scratch;
    private final Optional<ApplicationCheck> check;
    private final Drills drills;
    private final Clock clock;

    DrillService(
            Backups backups,
            Stores stores,
            Operations operations,
            Rehearsals rehearsals,
            ScratchDirectory scratch,
            Optional<ApplicationCheck> check,
            Drills drills,
            Clock clock) {
        this.backups = backups;
        this.stores = stores;
        this.operations = operations;
        this.rehearsals = rehearsals;
        this.scratch = scratch;
        this.check = check;
        this.drills = drills;
        this.clock = clock;
    }

    /** Removes what a drill of an earlier process left. */
    void empty() {
        scratch.empty(rehearsals);
    }

    /**
     * Starts a drill of each store that is meant, and returns at once.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 for an unknown backup or store, or where there is nothing
     *     to restore; a 409 when something is in the way
     */
    Operation start(DrillRequest request, String actor) {
        List<Candidate> candidates = request.isForNewest() ? newest(request) : named(request);
        if (candidates.isEmpty()) {
            throw Problem.notFound(
                            "backup-not-found", "There is no complete backup of all configured components to restore.")
                    .withStore(request.store())
                    .asException();
        }
        Path place = scratch.prepare();
        Set<Claim> claims = new HashSet<>(Set.of(Claim.source()));
        Set<BackupId> ids = new HashSet<>();
        for (Candidate candidate : candidates) {
            BackupId id = candidate.backup();
            if (id != null && ids.add(id)) {
                claims.add(Claim.reading(id));
            }
        }
        BackupId one = ids.size() == 1 ? ids.iterator().next() : null;
        return operations.start(
                new OperationRequest(OperationType.DRILL, actor, one, request.store(), claims), context -> {
                    if (request.store() == null) {
                        drills.begin();
                    }
                    DrillReport report = new DrillRun(rehearsals, check, drills, clock, context).run(candidates, place);
                    report.problem().ifPresent(problem -> {
                        throw problem.asException();
                    });
                    return report;
                });
    }

    /** A store that cannot be asked is a drill that failed; one without a complete backup is left out. */
    private List<Candidate> newest(DrillRequest request) {
        List<Store> wanted = request.store() == null ? stores.all() : List.of(stores.get(request.store()));
        List<Candidate> candidates = new ArrayList<>();
        for (Store store : wanted) {
            try {
                backups.latestIn(store).ifPresent(id -> candidates.add(new Candidate(store, id, null)));
            } catch (IOException e) {
                candidates.add(new Candidate(store, null, store.problem(e)));
            }
        }
        return candidates;
    }

    private List<Candidate> named(DrillRequest request) {
        Backup backup = backups.getStored(String.valueOf(request.backup()));
        return backups.readers(backup, request.store()).stream()
                .map(store -> new Candidate(store, new BackupId(backup.id()), null))
                .toList();
    }
}
