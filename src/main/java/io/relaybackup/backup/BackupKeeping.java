package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes the notes of backups and removes backups, one at a time and by hand; retention does it by rule. */
final class BackupKeeping {

    private final Backups backups;
    private final Operations operations;
    private final Clock clock;

    BackupKeeping(Backups backups, Operations operations, Clock clock) {
        this.backups = backups;
        this.operations = operations;
        this.clock = clock;
    }

    /** Changes the notes in every store that holds the backup. */
    Backup change(String id, BackupChanges changes) throws IOException {
        Instant now = clock.instant();
        changes.check(now);
        Backup backup = backups.getStored(id);
        if (changes.isDecision() && backup.suspect() == null) {
            throw Problem.conflict(
                            "not-suspect", "The backup " + backup.id() + " is not suspect; there is nothing to decide.")
                    .withBackup(backup.id())
                    .asException();
        }
        for (Store store : backups.holders(backup, null)) {
            store.backups().annotate(new BackupId(backup.id()), changes.at(now));
        }
        return backups.get(backup.id());
    }

    /**
     * Removes a backup.
     *
     * @param onlyFrom the one store to take it from; null for all
     * @param force whether the newest complete one may go
     * @throws io.relaybackup.problem.ProblemException a 404, or a 409 when it is held, in use, or the newest complete
     *     one
     */
    @SuppressWarnings("try") // a lease is held, not used
    void remove(String idOrLatest, @Nullable String onlyFrom, Force force, String actor) throws IOException {
        Backup backup = backups.getStored(idOrLatest);
        BackupId id = new BackupId(backup.id());
        List<Store> holders = backups.holders(backup, onlyFrom);
        try (Operations.Lease lease =
                operations.claim("the deletion of " + id + " by " + actor, Set.of(Claim.changing(id)))) {
            for (Store store : holders) {
                refuseHeld(store.backups().get(id), store);
            }
            refuseNewest(backup, force);
            for (Store store : holders) {
                store.backups().remove(id);
            }
        }
    }

    /** Whether the newest complete backup may be removed. */
    enum Force {
        YES,
        NO
    }

    private void refuseHeld(StoredBackup stored, Store store) {
        if (stored.notes().isHeld(clock.instant())) {
            throw Problem.conflict(
                            "backup-held",
                            "The backup is held: "
                                    + (stored.notes().hold() == null
                                            ? ""
                                            : stored.notes().hold().reason()))
                    .withBackup(stored.id().value())
                    .withStore(store.name())
                    .asException();
        }
    }

    private void refuseNewest(Backup backup, Force force) {
        boolean newest =
                backups.latest().filter(b -> b.id().equals(backup.id())).isPresent();
        if (newest && force == Force.NO) {
            throw Problem.conflict(
                            "newest-complete-backup",
                            "This is the newest complete backup; add ?force=true to remove it all the same.")
                    .withBackup(backup.id())
                    .asException();
        }
    }
}
