package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.problem.Problem;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import io.relaybackup.trash.Trash;
import io.relaybackup.trash.TrashedBackup;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is in the trash of all stores, with holdings of the same backup merged. One that was deleted from one store
 * alone is here and among {@link Backups} too.
 */
final class TrashedBackups {

    private final Stores stores;
    private final Source source;
    private final Trash trash;

    TrashedBackups(Stores stores, Source source, Trash trash) {
        this.stores = stores;
        this.source = source;
        this.trash = trash;
    }

    /** What a store's trash holds, or why that is not known. */
    private record Answer(
            String store,
            List<TrashedBackup> held,
            @Nullable Problem problem) {

        Optional<TrashedBackup> find(String id, @Nullable String host) {
            return held.stream()
                    .filter(each -> each.backup().id().value().equals(id)
                            && String.valueOf(each.backup().manifest().hostname())
                                    .equals(String.valueOf(host)))
                    .findFirst();
        }
    }

    private List<Answer> ask() {
        List<Answer> answers = new ArrayList<>();
        for (Store store : stores.all()) {
            try {
                answers.add(new Answer(store.name(), trash.of(store), null));
            } catch (IOException e) {
                answers.add(new Answer(store.name(), List.of(), store.problem(e)));
            }
        }
        return answers;
    }

    /** Newest first, of status {@code deleted}; their copies are those in the trash. */
    List<Backup> all() {
        List<Answer> answers = ask();
        Map<String, Backup> merged = new LinkedHashMap<>();
        for (Answer answer : answers) {
            for (TrashedBackup each : answer.held()) {
                merged.computeIfAbsent(
                        each.backup().id() + " " + each.backup().manifest().hostname(), key -> merge(each, answers));
            }
        }
        return merged.values().stream().sorted(Backups.NEWEST_FIRST).toList();
    }

    private static Backup merge(TrashedBackup first, List<Answer> answers) {
        Instant since = first.deleted();
        Instant until = first.until();
        List<Backup.Copy> copies = new ArrayList<>();
        for (Answer answer : answers) {
            TrashedBackup here = answer.find(
                            first.backup().id().value(),
                            first.backup().manifest().hostname())
                    .orElse(null);
            if (here == null) {
                copies.add(new Backup.Copy(answer.store(), CopyStatus.MISSING, answer.problem(), null));
                continue;
            }
            since = here.deleted().isAfter(since) ? here.deleted() : since;
            until = here.until().isAfter(until) ? here.until() : until;
            copies.add(new Backup.Copy(
                    answer.store(),
                    CopyStatus.PRESENT,
                    null,
                    here.backup().notes().verification(),
                    here.until()));
        }
        return Backup.of(first.backup(), copies).inTrash(since, until);
    }

    /** The one of this id; of several hosts' this host's comes first. */
    Optional<Backup> find(String id) {
        List<Backup> same = all().stream().filter(each -> each.id().equals(id)).toList();
        return same.stream()
                .filter(each -> source.host().equals(each.hostname()))
                .findFirst()
                .or(() -> same.stream().findFirst());
    }

    /**
     * The stores in whose trash a backup is, in the order of the configuration.
     *
     * @param only the one store to look in; null for all
     */
    List<Store> holders(BackupId id, @Nullable String only) {
        Backup backup = find(id.value()).orElse(null);
        return stores.all().stream()
                .filter(store -> only == null || store.name().equals(only))
                .filter(store -> backup != null && backup.isIn(store.name()))
                .toList();
    }

    /** With those of its copies marked that are in the trash. */
    Backup marked(Backup backup) {
        Backup trashed = find(backup.id()).orElse(null);
        if (trashed == null || backup.isDeleted()) {
            return backup;
        }
        return backup.withCopies(backup.copies().stream()
                .map(copy -> copy.status() == CopyStatus.PRESENT ? copy : marked(copy, trashed))
                .toList());
    }

    private static Backup.Copy marked(Backup.Copy copy, Backup trashed) {
        return trashed.copies().stream()
                .filter(each -> each.store().equals(copy.store()) && each.trashUntil() != null)
                .findFirst()
                .map(each -> new Backup.Copy(
                        copy.store(), copy.status(), copy.problem(), copy.verification(), each.trashUntil()))
                .orElse(copy);
    }
}
