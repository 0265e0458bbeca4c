package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.store.Store;
import io.relaybackup.trash.Trash;
import io.relaybackup.trash.TrashedBackup;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes the notes of backups, deletes and undeletes them, one at a time and by hand; retention deletes by rule. */
final class BackupKeeping {

    private final Backups backups;
    private final TrashedBackups trashed;
    private final Trash trash;
    private final Operations operations;
    private final Clock clock;

    BackupKeeping(Backups backups, TrashedBackups trashed, Trash trash, Operations operations, Clock clock) {
        this.backups = backups;
        this.trashed = trashed;
        this.trash = trash;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Changes the notes in every store that holds the backup.
     *
     * @throws io.relaybackup.problem.ProblemException a 404, or a 409 when it is in the trash
     */
    Backup change(String id, BackupChanges changes) throws IOException {
        Instant now = clock.instant();
        changes.check(now);
        Backup backup = backups.getListed(id);
        if (changes.isDecision() && backup.suspect() == null) {
            throw Problem.conflict(
                            "not-suspect", "The backup " + backup.id() + " is not suspect; there is nothing to decide.")
                    .withBackup(backup.id())
                    .asException();
        }
        for (Store store : backups.readers(backup, null)) {
            BackupId stored = new BackupId(backup.id());
            in(store, stored, () -> store.backups().annotate(stored, changes.at(now)));
        }
        return backups.get(backup.id());
    }

    /**
     * Deletes a backup; one in the trash stays there, or leaves it when it is to be purged.
     *
     * @param onlyFrom the one store to take it from; null for all
     * @return until when it can be undeleted; empty when it is gone
     * @throws io.relaybackup.problem.ProblemException a 404, or a 409 when it is held, in use, or the newest complete
     *     one
     */
    @SuppressWarnings("try") // a lease is held, not used
    Optional<Instant> remove(String idOrLatest, @Nullable String onlyFrom, Deletion how, String actor)
            throws IOException {
        BackupId id = new BackupId(backups.getStored(idOrLatest).id());
        try (Operations.Lease lease =
                operations.claim("the deletion of " + id + " by " + actor, Set.of(Claim.changing(id)))) {
            Backup backup = backups.getStored(id.value());
            List<Store> inTrash = trashed.holders(id, onlyFrom);
            List<Store> listed = listedIn(backup, onlyFrom, inTrash);
            for (Store store : listed) {
                refuseHeld(store.backups().get(id), store);
            }
            if (!listed.isEmpty()) {
                refuseNewest(backup, how);
            }
            if (how.purge()) {
                for (Store store : inTrash) {
                    refuseHeldInTrash(id, store);
                }
                purge(id, listed, inTrash);
                return Optional.empty();
            }
            return listed.isEmpty() ? Optional.ofNullable(until(id, inTrash)) : delete(id, listed);
        }
    }

    private List<Store> listedIn(Backup backup, @Nullable String onlyFrom, List<Store> inTrash) {
        boolean isInTrashOnly = onlyFrom != null && !backup.isIn(onlyFrom) && !inTrash.isEmpty();
        List<Store> holders = isInTrashOnly ? List.of() : backups.holders(backup, onlyFrom);
        return backup.isDeleted() ? List.of() : holders;
    }

    private Optional<Instant> delete(BackupId id, List<Store> listed) {
        List<Instant> until = new ArrayList<>();
        for (Store store : listed) {
            in(store, id, () -> trash.delete(store, id).ifPresent(until::add));
        }
        return until.stream().max(Comparator.naturalOrder());
    }

    private static void purge(BackupId id, List<Store> listed, List<Store> inTrash) {
        for (Store store : inTrash) {
            in(store, id, () -> store.backups().purge(id));
        }
        for (Store store : listed) {
            in(store, id, () -> store.backups().remove(id));
        }
    }

    /** Work on one store's copy. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** Trouble names the store and the file. */
    private static void in(Store store, BackupId id, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw store.problem(e).withBackup(id.value()).asException(e);
        }
    }

    private @Nullable Instant until(BackupId id, List<Store> inTrash) throws IOException {
        Instant last = null;
        for (Store store : inTrash) {
            for (TrashedBackup each : trash.of(store)) {
                boolean isLater = last == null || each.until().isAfter(last);
                last = each.backup().id().equals(id) && isLater ? each.until() : last;
            }
        }
        return last;
    }

    /**
     * Takes a backup out of the trash of every store that has it there, or of one.
     *
     * @throws io.relaybackup.problem.ProblemException a 404, or a 409 when it is not in the trash, a store has it
     *     again, or it is in use
     */
    @SuppressWarnings("try") // a lease is held, not used
    Backup undelete(String idOrSnapshot, @Nullable String onlyIn, String actor) throws IOException {
        BackupId id = new BackupId(backups.getStored(idOrSnapshot).id());
        try (Operations.Lease lease =
                operations.claim("the undeletion of " + id + " by " + actor, Set.of(Claim.changing(id)))) {
            Backup backup = backups.getStored(id.value());
            List<Store> inTrash = trashed.holders(id, onlyIn);
            if (inTrash.isEmpty()) {
                backups.holders(backup, onlyIn);
                throw notDeleted(id, onlyIn).asException();
            }
            for (Store store : inTrash) {
                if (!backup.isDeleted() && backup.isIn(store.name())) {
                    throw notDeleted(id, store.name()).asException();
                }
            }
            for (Store store : inTrash) {
                undelete(id, store);
            }
        }
        return backups.get(id.value());
    }

    private static void undelete(BackupId id, Store store) {
        in(store, id, () -> {
            try {
                store.backups().undelete(id);
            } catch (FileAlreadyExistsException e) {
                throw notDeleted(id, store.name()).asException(e);
            }
        });
    }

    private static Problem notDeleted(BackupId id, @Nullable String store) {
        return Problem.conflict(
                        "backup-not-deleted",
                        "There is a backup " + id + (store == null ? "" : " in the store '" + store + "'")
                                + " that is not deleted.")
                .withBackup(id.value())
                .withStore(store);
    }

    /** A hold that was put on another store's copy is on this one, too. */
    private void refuseHeldInTrash(BackupId id, Store store) throws IOException {
        for (TrashedBackup each : trash.of(store)) {
            if (each.backup().id().equals(id)) {
                refuseHeld(each.backup(), store);
            }
        }
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

    private void refuseNewest(Backup backup, Deletion how) {
        boolean newest =
                backups.latest().filter(b -> b.id().equals(backup.id())).isPresent();
        if (newest && !how.force()) {
            throw Problem.conflict(
                            "newest-complete-backup",
                            "This is the newest complete backup; add ?force=true to remove it all the same.")
                    .withBackup(backup.id())
                    .asException();
        }
    }
}
