package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the backup that a new one is compared with. */
final class PreviousBackups {

    private final Source source;

    PreviousBackups(Source source) {
        this.source = source;
    }

    /**
     * The backup of this host's data directory that shares most components with the new one, of equals the newest,
     * claimed so that nothing removes it meanwhile; null when there is none, or when that one is known to be damaged:
     * what it took over from older ones may be damaged there too.
     */
    @Nullable
    BackupId claim(Store store, List<String> components, OperationContext context) throws IOException {
        List<StoredBackup> candidates = store.backups().list().stream()
                .filter(b -> !b.external() && isOfThisSource(b) && shared(b, components) > 0)
                .sorted(Comparator.comparingInt((StoredBackup b) -> -shared(b, components)))
                .toList();
        for (StoredBackup candidate : candidates) {
            if (isDamaged(candidate)) {
                context.log(candidate.id() + " is damaged, so nothing is taken over");
                return null;
            }
            try {
                context.claim(Set.of(Claim.reading(candidate.id())));
                return candidate.id();
            } catch (ProblemException e) {
                context.log(candidate.id() + " is being removed and is not compared with");
            }
        }
        return null;
    }

    private static boolean isDamaged(StoredBackup backup) {
        Verification last = backup.notes().verification();
        return last != null && !last.intact();
    }

    private boolean isOfThisSource(StoredBackup backup) {
        return source.host().equals(backup.manifest().hostname())
                && source.dataDirectory().toString().equals(backup.manifest().dataDirectory());
    }

    private static int shared(StoredBackup backup, List<String> components) {
        return (int) components.stream()
                .filter(backup.manifest().components()::contains)
                .count();
    }
}
