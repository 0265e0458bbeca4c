package io.relaybackup.trash;

import io.relaybackup.engine.store.FrozenSource;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Frees the space of what is in the trash: when its time is over, and earlier where the store is nearly full, so that a
 * deletion that can be undone never costs a backup. Says in the operation's log what went, and why. Trouble with a
 * store is reported, not thrown.
 */
public final class TrashEmptying {

    /** Of backups that another program made. */
    private static final String NO_HOST = "";

    private final Trash trash;
    private final Room room;
    private final Clock clock;

    TrashEmptying(Trash trash, Room room, Clock clock) {
        this.trash = trash;
        this.room = room;
        this.clock = clock;
    }

    /** One that measures what the file system gives. */
    public static TrashEmptying of(Trash trash, NextBackupRoom needed, Clock clock) {
        return new TrashEmptying(trash, Room.onDisk(needed), clock);
    }

    /**
     * Frees what has been in the trash for long enough. Of a source that a suspect backup freezes nothing goes: what
     * was deleted before anybody noticed may be the last that is good.
     */
    public EmptyingReport removeExpired(Store store, OperationContext context) {
        Instant now = clock.instant();
        EmptyingRun run = new EmptyingRun(store, now, context);
        return run.reporting(() -> expired(store, oldestFirst(store), now).forEach(run::free));
    }

    private static List<TrashedBackup> expired(Store store, Collection<TrashedBackup> trashed, Instant now)
            throws IOException {
        List<TrashedBackup> over =
                trashed.stream().filter(each -> !each.until().isAfter(now)).toList();
        if (over.isEmpty()) {
            return over;
        }
        List<FrozenSource> frozen = FrozenSource.in(store.backups().list(), NO_HOST);
        return over.stream()
                .filter(each -> frozen.stream().noneMatch(source -> source.isOf(each.backup(), NO_HOST)))
                .toList();
    }

    /**
     * Empties the trash, the oldest deletion first, until the next backup fits or nothing is left. A repository gives
     * its space back by a prune, so it is pruned.
     */
    public EmptyingReport makeRoom(Store store, OperationContext context) {
        EmptyingRun run = new EmptyingRun(store, clock.instant(), context);
        return run.reporting(() -> {
            Deque<TrashedBackup> left = oldestFirst(store);
            long lacking = left.isEmpty() ? 0 : room.lacking(store);
            if (lacking <= 0) {
                return;
            }
            run.say("the next backup needs " + lacking
                    + " bytes more than are free, so the trash is emptied, oldest first");
            free(left, store, run);
        });
    }

    private void free(Deque<TrashedBackup> left, Store store, EmptyingRun run) throws IOException {
        Map<?, Long> sizes = store.maintenance().isEmpty()
                ? Map.of()
                : store.backups().usage().trashed();
        for (long lacking = room.lacking(store); lacking > 0 && !left.isEmpty(); lacking = room.lacking(store)) {
            // A prune is dear, so as many go at once as are likely to do.
            long expected = 0;
            boolean some = false;
            do {
                TrashedBackup next = left.removeFirst();
                if (run.free(next)) {
                    some = true;
                    expected += sizes.getOrDefault(next.backup().id(), 0L);
                }
            } while (!left.isEmpty() && store.maintenance().isPresent() && expected < lacking);
            if (some) {
                run.prune();
            }
        }
    }

    /** Empties the whole trash, because the disk turned out to be full. */
    public EmptyingReport makeAllRoom(Store store, OperationContext context) {
        EmptyingRun run = new EmptyingRun(store, clock.instant(), context);
        return run.reporting(() -> {
            List<TrashedBackup> all = List.copyOf(oldestFirst(store));
            if (all.isEmpty()) {
                return;
            }
            run.say("there is no space left, so the trash is emptied");
            all.forEach(run::free);
            run.prune();
        });
    }

    /** What could be freed now. */
    List<TrashedBackup> due(Store store) throws IOException {
        Instant now = clock.instant();
        Deque<TrashedBackup> all = oldestFirst(store);
        boolean isNearlyFull = !all.isEmpty() && room.lacking(store) > 0;
        return (isNearlyFull ? all : expired(store, all, now))
                .stream().filter(each -> !each.backup().notes().isHeld(now)).toList();
    }

    private Deque<TrashedBackup> oldestFirst(Store store) throws IOException {
        return new ArrayDeque<>(trash.of(store).stream()
                .sorted(Comparator.comparing(TrashedBackup::deleted)
                        .thenComparing(each -> each.backup().id()))
                .toList());
    }
}
