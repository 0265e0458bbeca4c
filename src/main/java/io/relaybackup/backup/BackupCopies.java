package io.relaybackup.backup;

import io.relaybackup.backup.CopyReport.SkippedCopy;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problems;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies backups from one store to another: content, manifest and notes, but for the last verification. */
final class BackupCopies {

    private final Backups backups;
    private final Stores stores;
    private final Operations operations;
    private final Source source;
    private final PreviousBackups previous;
    private final StoreRoom room;

    BackupCopies(Backups backups, Stores stores, Operations operations, Source source, StoreRoom room) {
        this.backups = backups;
        this.stores = stores;
        this.operations = operations;
        this.source = source;
        this.previous = new PreviousBackups(source);
        this.room = room;
    }

    /**
     * Starts a copy and returns at once. It reads the first store's copy that is whole.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 for an unknown backup, a 422 for an unknown store, a 409
     *     when the store has it already or it is being copied
     */
    Operation start(String idOrLatest, String target, String actor) {
        Backup backup = backups.getListed(idOrLatest);
        Store to = stores.all().stream()
                .filter(store -> store.name().equals(target))
                .findFirst()
                .orElseThrow(() -> unknown(target));
        if (backup.isIn(target)) {
            throw alreadyThere(backup.id(), target).asException();
        }
        BackupId id = new BackupId(backup.id());
        List<Store> holders = backups.readers(backup, null).stream()
                .sorted(Comparator.comparing(store -> backup.isKnownDamaged(store.name())))
                .toList();
        OperationRequest request = new OperationRequest(
                OperationType.COPY, actor, id, target, Set.of(Claim.reading(id), Claim.copying(id, target)));
        return operations.start(request, context -> {
            context.phase("copy");
            context.expect(backup.files(), backup.bytes());
            return copy(id, holders, to, context);
        });
    }

    private CopyReport copy(BackupId id, List<Store> holders, Store to, OperationContext context) {
        List<SkippedCopy> skipped = new ArrayList<>();
        Problem last = null;
        for (Store from : holders) {
            try {
                return copy(id, from, to, skipped, context);
            } catch (FileAlreadyExistsException e) {
                throw alreadyThere(id.value(), to.name()).asException(e);
            } catch (IOException e) {
                // Which of the two stores failed is not told by the failure; another source costs one more try.
                last = Problems.of(e);
                skipped.add(new SkippedCopy(from.name(), last.detail()));
                context.log("The copy from " + from.name() + " did not succeed: " + last.detail());
            }
        }
        throw (last == null ? Problem.notFound("backup-not-found", "No store holds " + id + " any more.") : last)
                .withStore(to.name())
                .withBackup(id.value())
                .asException();
    }

    private CopyReport copy(BackupId id, Store from, Store to, List<SkippedCopy> skipped, OperationContext context)
            throws IOException {
        from.backups().checkRecords(id);
        StoredBackup stored = from.backups().get(id);
        BackupId parent = parent(stored, to, context);
        context.log("copying from " + from.name() + (parent == null ? "" : ", comparing with " + parent));
        Notes notes = stored.notes();
        // Nobody has looked at the copy yet.
        Notes own = notes.withoutVerification();
        StoreCopy.Size size =
                room.write(to, context, () -> StoreCopy.copy(id, from, to, parent, stored.manifest(), own, context));
        return new CopyReport(id.value(), from.name(), to.name(), size.files(), size.bytes(), size.added(), skipped);
    }

    /** Another host's files may look unchanged by chance. */
    private @Nullable BackupId parent(StoredBackup stored, Store to, OperationContext context) throws IOException {
        return stored.external() || !source.host().equals(stored.manifest().hostname())
                ? null
                : previous.claim(to, stored.manifest().components(), context);
    }

    private RuntimeException unknown(String target) {
        String message = "'" + target + "' is not a configured store; there are "
                + stores.all().stream().map(Store::name).toList();
        return Problem.unprocessable("invalid-request", "store: " + message)
                .withErrors(List.of(new Problem.FieldError("store", message)))
                .asException();
    }

    private static Problem alreadyThere(String id, String store) {
        return Problem.conflict("copy-exists", "The store '" + store + "' has " + id + " already.")
                .withBackup(id)
                .withStore(store);
    }
}
