package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.StoredBackup;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups in a store's folder, or in its trash, kept in memory. What this process changes is seen at once, what
 * somebody else does to the folder within a second: then the names in it and the identities of the records are
 * compared, and only records that are new or replaced are read. Meanwhile others get the list as it was.
 */
final class Catalogue {

    private static final Logger log = LoggerFactory.getLogger(Catalogue.class);

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Set<String> OURS = Set.of(Layout.LOCK, Layout.PARTIAL, Layout.TRASH);

    private final StoreFolder folder;

    private final Path place;

    private final Reader reader;

    private final Clock clock;

    private final ReentrantLock changing = new ReentrantLock();

    private final Set<String> foreign = new HashSet<>();

    private volatile State state = new State(Map.of(), List.of(), Long.MIN_VALUE);

    private Catalogue(StoreFolder folder, Path place, Reader reader, Clock clock) {
        this.folder = folder;
        this.place = place;
        this.reader = reader;
        this.clock = clock;
    }

    /** Of what is not in the trash. */
    static Catalogue of(StoreFolder folder, Clock clock) {
        return new Catalogue(folder, folder.path(), Records::read, clock);
    }

    /** Of what is in the trash. */
    static Catalogue ofTrash(StoreFolder folder, Clock clock) {
        return new Catalogue(folder, folder.trash(), Records::readTrashed, clock);
    }

    /** Reads the records of the backup in a folder; empty when the folder is none. */
    @FunctionalInterface
    private interface Reader {
        Optional<StoredBackup> read(BackupId id, Path folder, Records.Trouble trouble) throws IOException;
    }

    /**
     * What is known at a time.
     *
     * @param at milliseconds since 1970
     */
    private record State(Map<BackupId, Known> byId, List<StoredBackup> newestFirst, long at) {

        static State of(Map<BackupId, Known> byId, long at) {
            List<StoredBackup> newestFirst = byId.values().stream()
                    .map(Known::backup)
                    .sorted(Comparator.comparing(StoredBackup::id).reversed())
                    .toList();
            return new State(Map.copyOf(byId), newestFirst, at);
        }
    }

    /** A backup and what its records looked like when they were read. */
    private record Known(StoredBackup backup, RecordsStamp stamp) {}

    List<StoredBackup> newestFirst() throws IOException {
        return fresh().newestFirst();
    }

    /** The backup, or null when there is none. */
    @Nullable
    StoredBackup find(BackupId id) throws IOException {
        Known known = fresh().byId().get(id);
        return known == null ? null : known.backup();
    }

    private State fresh() throws IOException {
        State present = state;
        if (isFresh(present)) {
            return present;
        }
        if (present.at() == Long.MIN_VALUE) {
            changing.lock();
        } else if (!changing.tryLock()) {
            return present;
        }
        try {
            if (!isFresh(state)) {
                state = scan(state);
            }
            return state;
        } finally {
            changing.unlock();
        }
    }

    private boolean isFresh(State some) {
        long age = clock.millis() - some.at();
        return some.at() != Long.MIN_VALUE && age >= 0 && age < FRESH.toMillis();
    }

    private State scan(State before) throws IOException {
        folder.checkPresent();
        long now = clock.millis();
        if (!Look.isDirectory(place)) {
            return State.of(Map.of(), now);
        }
        Map<BackupId, Known> found = new HashMap<>();
        Set<String> strange = new HashSet<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(place)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                BackupId id = StoreFolder.idOf(name);
                Known known = id == null ? null : look(id, child, before.byId().get(id));
                if (id != null && known != null) {
                    found.put(id, known);
                } else if (!OURS.contains(name) && Look.isDirectory(child)) {
                    strange.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        tellOf(strange);
        return State.of(found, now);
    }

    private @Nullable Known look(BackupId id, Path path, @Nullable Known before) throws IOException {
        RecordsStamp stamp = RecordsStamp.of(path);
        if (before != null && before.stamp().equals(stamp)) {
            return before;
        }
        if (!stamp.isDirectory()) {
            return null;
        }
        List<IOException> troubles = new ArrayList<>();
        Optional<StoredBackup> read = reader.read(id, path, troubles::add);
        // What the disk did not give now it may give at the next look.
        RecordsStamp certain = troubles.isEmpty() ? stamp : RecordsStamp.doubtful();
        return read.isEmpty() ? null : new Known(read.get(), certain);
    }

    private void tellOf(Set<String> strange) {
        for (String name : strange) {
            if (foreign.add(name)) {
                log.info("'{}' in {} is not a backup and is left alone", name, place);
            }
        }
        foreign.retainAll(strange);
    }

    /** Takes up a backup that this process has just made or put here, or whose notes it has just replaced. */
    void put(StoredBackup backup) {
        RecordsStamp stamp = stampOf(place.resolve(backup.id().value()));
        change(byId -> byId.put(backup.id(), new Known(backup, stamp)));
    }

    private static RecordsStamp stampOf(Path path) {
        try {
            return RecordsStamp.of(path);
        } catch (IOException e) {
            return RecordsStamp.doubtful();
        }
    }

    /** Drops a backup that this process has just removed. */
    void drop(BackupId id) {
        change(byId -> byId.remove(id));
    }

    private void change(java.util.function.Consumer<Map<BackupId, Known>> change) {
        changing.lock();
        try {
            Map<BackupId, Known> byId = new HashMap<>(state.byId());
            change.accept(byId);
            state = State.of(byId, state.at());
        } finally {
            changing.unlock();
        }
    }
}
