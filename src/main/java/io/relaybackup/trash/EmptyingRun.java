package io.relaybackup.trash;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frees what is in one store's trash, piece by piece. What is in use or held stays. Used once, by one thread. */
final class EmptyingRun {

    private static final Logger log = LoggerFactory.getLogger(EmptyingRun.class);

    private final Store store;
    private final Instant now;
    private final OperationContext context;
    private final List<String> freed = new ArrayList<>();
    private final List<Problem> failures = new ArrayList<>();

    EmptyingRun(Store store, Instant now, OperationContext context) {
        this.store = store;
        this.now = now;
        this.context = context;
    }

    /** Work that may meet trouble with the store. */
    interface Work {
        void run() throws IOException;
    }

    /** Does the work; trouble ends it and is reported. */
    EmptyingReport reporting(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            fail(store.problem(e), "The trash was not looked at");
        }
        return new EmptyingReport(store.name(), freed, failures);
    }

    void say(String line) {
        context.log(store.name() + ": " + line);
    }

    /** Frees one; false when it is still there, or was not any more. */
    boolean free(TrashedBackup trashed) {
        context.checkCancelled();
        BackupId id = trashed.backup().id();
        if (trashed.backup().notes().isHeld(now)) {
            return false;
        }
        try {
            context.claim(Set.of(Claim.changing(id)));
        } catch (ProblemException e) {
            say(id + " stays in the trash as long as it is in use");
            return false;
        }
        try {
            if (!isStillThere(trashed)) {
                return false;
            }
            store.backups().purge(id);
            freed.add(id.value());
            say("freed " + id + ", in the trash since " + trashed.deleted());
            return true;
        } catch (BackupNotFoundException e) {
            log.debug("{} is gone from the trash of '{}' already", id, store.name(), e);
        } catch (IOException e) {
            fail(store.problem(e).withBackup(id.value()), id + " stays in the trash");
        }
        return false;
    }

    /** It may have been undeleted since it was listed, and deleted again. */
    private boolean isStillThere(TrashedBackup trashed) throws IOException {
        return store.backups().trash().stream()
                .anyMatch(each -> each.id().equals(trashed.backup().id())
                        && trashed.deleted().equals(each.deleted()));
    }

    /** Has a repository give back what no backup needs any more; others have done so already. */
    void prune() {
        StoreMaintenance repository = store.maintenance().orElse(null);
        if (repository == null) {
            return;
        }
        try {
            context.claim(Set.of(Claim.upkeep(store.name())));
            long bytes = repository
                    .prune(store.upkeep().prune(), false, cancellation())
                    .freedBytes();
            say("pruned, " + bytes + " bytes freed");
        } catch (ProblemException e) {
            say("its space comes free with the next prune: " + e.problem().detail());
        } catch (IOException e) {
            fail(store.problem(e), "Its space comes free with the next prune");
        }
    }

    /** What a prune goes through is none of the files and bytes that the operation counts. */
    private Progress cancellation() {
        return new Progress() {
            @Override
            public void advance(long files, long bytes) {}

            @Override
            public void checkCancelled() {
                context.checkCancelled();
            }
        };
    }

    private void fail(Problem problem, String what) {
        failures.add(problem);
        say(what + ": " + problem.detail());
    }
}
