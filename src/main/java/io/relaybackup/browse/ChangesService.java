package io.relaybackup.browse;

import io.relaybackup.backup.Backup;
import io.relaybackup.backup.Backups;
import io.relaybackup.backup.SourceTrees;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.SelectedTree;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Compares a backup with another or with the live source, as far as both hold the same components. */
final class ChangesService {

    private static final String LIVE = "live";

    private static final String PREVIOUS = "previous";

    private final Backups backups;
    private final Source source;
    private final SourceTrees live;
    private final Operations operations;

    ChangesService(Backups backups, Source source, SourceTrees live, Operations operations) {
        this.backups = backups;
        this.source = source;
        this.live = live;
        this.operations = operations;
    }

    /**
     * The way from one state to a backup.
     *
     * @param since another backup's id, {@code previous}, or {@code live}
     * @param limit how many changes to list
     * @throws io.relaybackup.problem.ProblemException a 404 when there is no such backup
     */
    Changes between(String since, String idOrLatest, int limit) throws IOException {
        Backup after = backups.getStored(idOrLatest);
        return since.equals(LIVE) ? sinceLive(after, limit) : sinceBackup(earlier(since, after), after, limit);
    }

    private Backup earlier(String since, Backup after) {
        return since.equals(PREVIOUS) ? previous(after) : backups.getStored(since);
    }

    /** The next older one of the same source, of those with the same components if there is one. */
    private Backup previous(Backup after) {
        List<Backup> older = backups.all().stream()
                .filter(b -> b.timestamp().isBefore(after.timestamp()))
                .filter(b -> Objects.equals(b.hostname(), after.hostname())
                        && b.dataDirectory().equals(after.dataDirectory()))
                .toList();
        return older.stream()
                .filter(b -> b.components().equals(after.components()))
                .findFirst()
                .or(() -> older.stream().findFirst())
                .orElseThrow(() -> Problem.notFound("backup-not-found", "There is no backup before " + after.id() + ".")
                        .withBackup(after.id())
                        .asException());
    }

    @SuppressWarnings("try") // a lease is held, not used
    private Changes sinceBackup(Backup before, Backup after, int limit) throws IOException {
        HeldComponents then = HeldComponents.of(before);
        HeldComponents now = HeldComponents.of(after);
        try (Operations.Lease lease = operations.claim("a comparison with " + after.id(), readings(before, after));
                FileTree one = open(before);
                FileTree two = open(after)) {
            return compare(one, then, two, now, ContentComparison.STAMP_OR_BYTES, before.id(), after.id(), limit);
        }
    }

    /** One claim where both are the same. */
    private static Set<Claim> readings(Backup before, Backup after) {
        return new HashSet<>(
                List.of(Claim.reading(new BackupId(before.id())), Claim.reading(new BackupId(after.id()))));
    }

    @SuppressWarnings("try") // a lease is held, not used
    private Changes sinceLive(Backup after, int limit) throws IOException {
        HeldComponents now = HeldComponents.of(after);
        try (Operations.Lease lease = operations.claim(
                        "a comparison with " + after.id(), Set.of(Claim.reading(new BackupId(after.id()))));
                FileTree one = live.open(source.components(), problem -> {});
                FileTree two = open(after)) {
            return compare(
                    one,
                    HeldComponents.of(source),
                    two,
                    now,
                    ContentComparison.STAMP_OR_BYTES,
                    LIVE,
                    after.id(),
                    limit);
        }
    }

    private FileTree open(Backup backup) throws IOException {
        IOException last = null;
        for (Store store : backups.readers(backup, null)) {
            try {
                return store.backups().open(new BackupId(backup.id()));
            } catch (IOException e) {
                last = e;
            }
        }
        throw last == null ? new IOException("no store holds " + backup.id()) : last;
    }

    private static Changes compare(
            FileTree one,
            HeldComponents then,
            FileTree two,
            HeldComponents now,
            ContentComparison comparison,
            String since,
            String backup,
            int limit)
            throws IOException {
        ChangesTally tally = new ChangesTally(backup, limit);
        if (then.holdsEverything() || now.holdsEverything()) {
            TreeDiff.between(one, two, comparison, tally, Progress.NONE);
            return tally.result(since, List.of());
        }
        Set<String> both = new HashSet<>(then.names());
        both.retainAll(now.names());
        List<String> others = new ArrayList<>(then.names());
        others.addAll(now.names());
        others.removeAll(both);
        TreeDiff.between(
                SelectedTree.where(one, path -> then.isIn(both, path)),
                SelectedTree.where(two, path -> now.isIn(both, path)),
                comparison,
                tally,
                Progress.NONE);
        return tally.result(since, others.stream().sorted().toList());
    }
}
