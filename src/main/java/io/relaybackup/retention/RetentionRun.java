package io.relaybackup.retention;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.retention.RetentionReport.StoreReport;
import io.relaybackup.store.Store;
import io.relaybackup.trash.Trash;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes from one store what its plan says, oldest first. What is in use is left, what cannot be removed is reported,
 * and the others go on. Used once, by one thread.
 *
 * <p>Between the plan and a removal somebody may have put a hold on the backup, or removed the newer ones by hand: so
 * each goes only if a plan that is made when nobody else can change it any more still says so.
 */
final class RetentionRun {

    private static final Logger log = LoggerFactory.getLogger(RetentionRun.class);

    private final Store store;
    private final Function<Store, StorePlan> planner;
    private final Trash trash;
    private final List<RetentionListener> listeners;
    private final OperationContext context;
    private final List<String> removed = new ArrayList<>();
    private final List<String> inUse = new ArrayList<>();
    private final List<Problem> failures = new ArrayList<>();

    RetentionRun(
            Store store,
            Function<Store, StorePlan> planner,
            Trash trash,
            List<RetentionListener> listeners,
            OperationContext context) {
        this.store = store;
        this.planner = planner;
        this.trash = trash;
        this.listeners = listeners;
        this.context = context;
    }

    StoreReport run() {
        StorePlan plan = planner.apply(store);
        Problem problem = plan.problem();
        if (problem != null) {
            fail(problem);
        }
        for (StoredBackup backup : plan.plan().removals()) {
            context.checkCancelled();
            removeUnlessInUse(backup.id());
        }
        return new StoreReport(store.name(), removed, inUse, List.of(), failures);
    }

    private void removeUnlessInUse(BackupId id) {
        try {
            context.claim(Set.of(Claim.changing(id)));
        } catch (ProblemException e) {
            inUse.add(id.value());
            context.log(store.name() + ": " + id + " should go but is in use");
            return;
        }
        if (!stillGoes(id)) {
            return;
        }
        try {
            Optional<Instant> until = trash.delete(store, id);
            removed.add(id.value());
            context.log(store.name() + ": removed " + id
                    + until.map(time -> ", which is in the trash until " + time).orElse(""));
            tell(id);
        } catch (BackupNotFoundException e) {
            log.debug("{} is gone from '{}' already", id, store.name(), e);
        } catch (IOException e) {
            fail(store.problem(e).withBackup(id.value()));
        }
    }

    private boolean stillGoes(BackupId id) {
        return planner.apply(store).plan().removals().stream()
                .anyMatch(backup -> backup.id().equals(id));
    }

    private void fail(Problem problem) {
        failures.add(problem);
        String backup = problem.backup() == null ? "" : problem.backup() + " was not removed: ";
        context.log(store.name() + ": " + backup + problem.detail());
    }

    private void tell(BackupId id) {
        for (RetentionListener listener : listeners) {
            try {
                listener.removed(store.name(), id);
            } catch (RuntimeException e) {
                log.warn("A listener failed after {} was removed", id, e);
            }
        }
    }
}
