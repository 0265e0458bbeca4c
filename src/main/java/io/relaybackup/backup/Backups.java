package io.relaybackup.backup;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Manifest;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.problem.Problem;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All backups of all stores, with holdings of the same backup merged. Keeps nothing itself but the last merge, which it
 * makes anew when a store's list is another.
 */
public final class Backups {

    private static final Logger log = LoggerFactory.getLogger(Backups.class);

    /** A snapshot's id or its beginning; no backup's own id is of hex digits alone. */
    private static final Pattern SNAPSHOT = Pattern.compile("[0-9a-f]{4,64}");

    static final Comparator<Backup> NEWEST_FIRST =
            Comparator.comparing(Backup::id).thenComparing(Cursor::hostOf).reversed();

    private final Stores stores;
    private final Source source;
    private final Operations operations;
    private final RunningBackups running;
    private final TrashedBackups trashed;
    private final Clock clock;

    private volatile Merge last = new Merge(List.of(), List.of());

    Backups(
            Stores stores,
            Source source,
            Operations operations,
            RunningBackups running,
            TrashedBackups trashed,
            Clock clock) {
        this.stores = stores;
        this.source = source;
        this.operations = operations;
        this.running = running;
        this.trashed = trashed;
        this.clock = clock;
    }

    /** What was merged, by identity of the lists, and what came of it. */
    private record Merge(List<Answer> answers, List<Backup> backups) {

        boolean isOf(List<Answer> others) {
            return answers.size() == others.size()
                    && IntStream.range(0, answers.size())
                            .allMatch(i -> answers.get(i).sameAs(others.get(i)));
        }
    }

    /** What a store said: its list, or why it has none. */
    private record Answer(
            Store store, List<StoredBackup> list, @Nullable Problem problem) {

        @SuppressWarnings("ReferenceEquality") // stores hand out the same list until something changes
        boolean sameAs(Answer other) {
            return list == other.list
                    && (problem == null
                            ? other.problem == null
                            : other.problem != null && problem.detail().equals(other.problem.detail()));
        }
    }

    /** Newest first, those in the making included. A store that is away contributes nothing, and its copies say so. */
    public List<Backup> all() {
        List<Backup> finished = finished();
        if (running.all().isEmpty()) {
            return finished;
        }
        List<Backup> all = new ArrayList<>(finished);
        for (Backup backup : running.all()) {
            if (finished.stream()
                    .noneMatch(
                            b -> b.id().equals(backup.id()) && Cursor.hostOf(b).equals(source.host()))) {
                all.add(backup);
            }
        }
        all.sort(NEWEST_FIRST);
        return all;
    }

    private List<Backup> finished() {
        List<Answer> answers = new ArrayList<>();
        for (Store store : stores.all()) {
            try {
                answers.add(new Answer(store, store.backups().list(), null));
            } catch (IOException e) {
                answers.add(new Answer(store, List.of(), store.problem(e)));
            }
        }
        Merge known = last;
        if (known.isOf(answers)) {
            return known.backups();
        }
        List<Backup> merged = merge(answers);
        last = new Merge(answers, merged);
        return merged;
    }

    private List<Backup> merge(List<Answer> answers) {
        Map<String, List<Held>> byKey = new LinkedHashMap<>();
        for (Answer answer : answers) {
            for (StoredBackup stored : answer.list()) {
                byKey.computeIfAbsent(stored.id() + " " + stored.manifest().hostname(), key -> new ArrayList<>(2))
                        .add(new Held(answer.store().name(), stored));
            }
        }
        List<Backup> merged = new ArrayList<>(byKey.size());
        for (List<Held> held : byKey.values()) {
            merged.add(merge(held, answers));
        }
        merged.sort(NEWEST_FIRST);
        return List.copyOf(merged);
    }

    private record Held(String store, StoredBackup backup) {}

    private Backup merge(List<Held> held, List<Answer> answers) {
        StoredBackup first = held.get(0).backup();
        List<Backup.Copy> copies = new ArrayList<>();
        for (Answer answer : answers) {
            String store = answer.store().name();
            Optional<Held> here =
                    held.stream().filter(h -> h.store().equals(store)).findFirst();
            if (here.isPresent()) {
                copies.add(new Backup.Copy(
                        store,
                        CopyStatus.PRESENT,
                        null,
                        here.get().backup().notes().verification()));
                continue;
            }
            Problem failure = running.failureOf(first.id().value(), store);
            copies.add(new Backup.Copy(
                    store,
                    failure == null ? CopyStatus.MISSING : CopyStatus.FAILED,
                    failure == null ? answer.problem() : failure,
                    null));
        }
        return Backup.of(first, copies);
    }

    /** Makes the merge anew at the next question. */
    public void forget() {
        last = new Merge(List.of(), List.of());
    }

    /** Throws a 404 when the store that is asked for is not configured. */
    BackupPage page(BackupQuery query, int limit, @Nullable Cursor cursor) {
        if (query.store() != null) {
            stores.get(query.store());
        }
        List<Backup> page = new ArrayList<>();
        for (Backup backup : query.status() == BackupStatus.DELETED ? trashed.all() : all()) {
            if (query.accepts(backup) && (cursor == null || cursor.isBefore(backup))) {
                if (page.size() == limit) {
                    return new BackupPage(
                            page, Cursor.after(page.get(limit - 1)).toString());
                }
                page.add(backup);
            }
        }
        return new BackupPage(page, null);
    }

    /**
     * The backup that a request means: an id, or {@code latest}. Of several hosts' backups with one id this host's
     * comes first. One of which there is nothing but in the trash is of status {@code deleted}.
     *
     * @throws io.relaybackup.problem.ProblemException a 404
     */
    public Backup get(String idOrLatest) {
        if (idOrLatest.equals("latest")) {
            return latest().orElseThrow(() -> Problem.notFound(
                            "backup-not-found", "There is no complete backup of all configured components yet.")
                    .asException());
        }
        return find(idOrLatest).or(() -> failed(idOrLatest)).orElseThrow(() -> notFound(idOrLatest));
    }

    static RuntimeException notFound(String id) {
        return Problem.notFound(
                        "backup-not-found",
                        BackupId.isValid(id)
                                ? "There is no backup " + id + "."
                                : "A backup's id looks like backup-2025-09-18T16-08-34-266Z, or is 'latest'; a"
                                        + " repository's also the id of its snapshot, or the beginning of it.")
                .asException();
    }

    /**
     * One that a store holds, be it in the trash, or that is being made.
     *
     * @param id or the id of its snapshot in a repository, or a beginning of that which no other has
     */
    Optional<Backup> find(String id) {
        return SNAPSHOT.matcher(id).matches() ? findBySnapshot(id) : findById(id);
    }

    private Optional<Backup> findBySnapshot(String beginning) {
        Set<String> ids = new TreeSet<>();
        for (Store store : stores.all()) {
            try {
                store.backups().named(beginning).forEach(id -> ids.add(id.value()));
            } catch (IOException e) {
                log.debug("The store '{}' cannot be asked for the snapshot {}", store.name(), beginning, e);
            }
        }
        if (ids.size() > 1) {
            throw Problem.conflict(
                            "ambiguous-id",
                            ids.size() + " backups have a snapshot that begins with " + beginning
                                    + "; give more of its id.")
                    .asException();
        }
        return ids.stream().findFirst().flatMap(this::findById);
    }

    private Optional<Backup> findById(String id) {
        List<Backup> same = all().stream().filter(b -> b.id().equals(id)).toList();
        return same.stream()
                .filter(b -> source.host().equals(b.hostname()))
                .findFirst()
                .or(() -> same.stream().findFirst())
                .map(trashed::marked)
                .or(() -> trashed.find(id));
    }

    /** One that a request means to change: not one in the trash. */
    Backup getListed(String idOrLatest) {
        Backup backup = getStored(idOrLatest);
        if (backup.isDeleted()) {
            throw Problem.conflict(
                            "backup-deleted",
                            "The backup " + backup.id() + " is in the trash, where it can be read and restored, until "
                                    + backup.trashUntil() + "; POST /backups/" + backup.id()
                                    + "/undelete takes it out first.")
                    .withBackup(backup.id())
                    .asException();
        }
        return backup;
    }

    /**
     * Like {@link #get}, for one that a store holds, be it in the trash.
     *
     * @throws io.relaybackup.problem.ProblemException a 404, or a 409 while it is being made
     */
    public Backup getStored(String idOrLatest) {
        Backup backup = get(idOrLatest);
        if (backup.status() == BackupStatus.RUNNING) {
            throw Problem.conflict("backup-running", "The backup " + backup.id() + " is still being made.")
                    .withBackup(backup.id())
                    .withOperation(backup.operation())
                    .asException();
        }
        if (backup.status() == BackupStatus.FAILED) {
            throw Problem.notFound("backup-not-found", "The backup " + backup.id() + " failed; nothing of it is kept.")
                    .withBackup(backup.id())
                    .withOperation(backup.operation())
                    .asException();
        }
        return backup;
    }

    /**
     * The stores that hold a backup, in the order of the configuration, or only the named one.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when the named store is unknown or does not hold it
     */
    public List<Store> holders(Backup backup, @Nullable String store) {
        if (store != null) {
            Store named = stores.get(store);
            if (!backup.isIn(store)) {
                throw Problem.notFound(
                                "backup-not-found", "The store '" + store + "' does not hold " + backup.id() + ".")
                        .withStore(store)
                        .asException();
            }
            return List.of(named);
        }
        return stores.all().stream().filter(s -> backup.isIn(s.name())).toList();
    }

    /**
     * The stores that a backup can be read from: {@link #holders}, and then those in whose trash it is.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 when the named store is unknown or has it in neither
     */
    public List<Store> readers(Backup backup, @Nullable String store) {
        if (store != null) {
            Store named = stores.get(store);
            return backup.isInTrashOf(store) ? List.of(named) : holders(backup, store);
        }
        List<Store> readers = new ArrayList<>(holders(backup, null));
        stores.all().stream()
                .filter(each -> !readers.contains(each) && backup.isInTrashOf(each.name()))
                .forEach(readers::add);
        return readers;
    }

    /**
     * The newest complete backup of this host and source with all configured components; not a safety backup, not from
     * the future.
     */
    public Optional<Backup> latest() {
        Instant now = clock.instant();
        return finished().stream().filter(b -> provesFreshness(b, now)).findFirst();
    }

    private boolean provesFreshness(Backup backup, Instant now) {
        return backup.status() == BackupStatus.COMPLETE
                && backup.trigger() != Trigger.SAFETY
                && source.host().equals(backup.hostname())
                && !backup.timestamp().isAfter(now)
                && backup.components().containsAll(source.componentNames());
    }

    /**
     * The newest backup that one store holds of those of which {@link #latest} is one.
     *
     * @throws IOException when the store does not answer
     */
    public Optional<BackupId> latestIn(Store store) throws IOException {
        Instant now = clock.instant();
        return store.backups().list().stream()
                .filter(stored -> provesFreshness(Backup.of(stored, List.of()), now))
                .map(StoredBackup::id)
                .max(Comparator.naturalOrder());
    }

    /** From the history: one of which nothing is kept. */
    private Optional<Backup> failed(String id) {
        if (!BackupId.isValid(id)) {
            return Optional.empty();
        }
        return operations.about(new BackupId(id)).stream()
                .filter(o -> o.type() == OperationType.BACKUP)
                .filter(o -> o.status().isFinished() && o.status() != OperationStatus.SUCCEEDED)
                .findFirst()
                .map(o -> failed(id, o));
    }

    private Backup failed(String id, Operation operation) {
        return new Backup(
                id,
                BackupStatus.FAILED,
                new BackupId(id).time(),
                operation.startedAt(),
                operation.finishedAt(),
                operation.durationMs(),
                source.host(),
                source.dataDirectory().toString(),
                null,
                List.of(),
                List.of(),
                new Manifest.Summary(0, 0, 0, 0),
                0,
                0,
                List.of(),
                null,
                null,
                null,
                List.of(),
                operation.id().value(),
                operation.problem());
    }
}
