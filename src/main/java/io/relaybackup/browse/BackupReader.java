package io.relaybackup.browse;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.Backups;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.util.Set;

/** Opens backups for reading, from the first store that has them to give. */
final class BackupReader {

    private final Backups backups;
    private final Operations operations;

    BackupReader(Backups backups, Operations operations) {
        this.backups = backups;
        this.operations = operations;
    }

    /**
     * Opens a backup; the caller closes it.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when there is none, a 409 while it is made or removed
     */
    OpenedBackup open(String idOrLatest) throws IOException {
        Backup backup = backups.getStored(idOrLatest);
        BackupId id = new BackupId(backup.id());
        Operations.Lease lease = operations.claim("the reading of " + id, Set.of(Claim.reading(id)));
        try {
            return new OpenedBackup(backup, tree(backup, id), lease);
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private FileTree tree(Backup backup, BackupId id) throws IOException {
        IOException first = null;
        for (Store store : backups.readers(backup, null)) {
            try {
                return store.backups().open(id);
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        throw Problem.of(503, "store-unavailable", "No store that has " + id + " can be reached.")
                .withBackup(id.value())
                .asException();
    }
}
