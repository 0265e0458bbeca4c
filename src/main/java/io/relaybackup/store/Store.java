package io.relaybackup.store;

import io.relaybackup.engine.store.BackupStore;
import io.relaybackup.engine.store.RetentionPolicy;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One configured store.
 *
 * @param name as configured
 * @param type as configured: {@code directory} or {@code restic}
 * @param location for people, without secrets
 * @param folder where it is a directory of this machine: absolute
 * @param policy which backups retention keeps; empty where it removes nothing
 * @param backups what it keeps; throws {@link io.relaybackup.engine.store.StoreUnavailableException} while it is away
 * @param maintenance what it needs besides; empty where backups share no content
 * @param upkeep how it is looked after where there is maintenance
 */
public record Store(
        String name,
        String type,
        String location,
        Optional<Path> folder,
        Optional<RetentionPolicy> policy,
        BackupStore backups,
        Optional<StoreMaintenance> maintenance,
        Upkeep upkeep) {

    /** One whose backups share no content. */
    public Store(
            String name,
            String type,
            String location,
            Optional<Path> folder,
            Optional<RetentionPolicy> policy,
            BackupStore backups) {
        this(name, type, location, folder, policy, backups, Optional.empty(), Upkeep.DEFAULT);
    }

    /** What went wrong with it, as a client sees it: a file's path is relative to the store's folder. */
    public Problem problem(Throwable e) {
        Problem problem = folder.isPresent() ? Problems.of(e, folder.get()) : Problems.of(e);
        return problem.withStore(name);
    }

    /**
     * The maintenance of a repository.
     *
     * @throws io.relaybackup.problem.ProblemException a 409 where the store is none
     */
    public StoreMaintenance repository() {
        return maintenance.orElseThrow(() -> Problem.conflict(
                        "not-a-repository",
                        "The store '" + name + "' is of type " + type
                                + " and has none of what only repositories need: prune, repair, locks, keys.")
                .withStore(name)
                .asException());
    }
}
