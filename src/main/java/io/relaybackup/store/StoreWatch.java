package io.relaybackup.store;

import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.probe.Beat;
import io.relaybackup.probe.Probe;
import io.relaybackup.probe.Reading;
import io.relaybackup.store.MeasuredUsage.Holdings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Knows how the stores are without making anybody wait for them: a store that hangs, as on a dead network mount, is
 * told from one that answers. Their space is measured in the background, after a change, and never oftener than a walk
 * is worth.
 *
 * <p>Safe for many threads.
 */
public final class StoreWatch implements AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What is known of a repository's content, which others may change and age does. */
    private static final Duration FIGURES_FRESH = Duration.ofMinutes(5);

    /** Also without a change, because somebody may have changed a backup by hand. */
    private static final Duration MEASURED_AT_LEAST = Duration.ofHours(6);

    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** A walk takes at most one part in so many of the disk's time. */
    private static final int WALK_SHARE = 10;

    private final List<Watched> watched;
    private final Clock clock;
    private final Beat beat = new Beat("store-watch", PAUSE, this::measureWhatChanged);

    public StoreWatch(Stores stores, Clock clock) {
        this(stores, clock, FRESH, PATIENCE);
    }

    StoreWatch(Stores stores, Clock clock, Duration fresh, Duration patience) {
        this.clock = clock;
        this.watched = stores.all().stream()
                .map(store -> new Watched(
                        store,
                        new Probe<>("the store '" + store.name() + "'", () -> look(store), fresh, patience, clock),
                        new Probe<>(
                                "the size of '" + store.name() + "'",
                                () -> measure(store),
                                MEASURED_AT_LEAST,
                                Duration.ZERO,
                                clock),
                        new Probe<>(
                                "the figures of '" + store.name() + "'",
                                () -> figures(store),
                                FIGURES_FRESH,
                                Duration.ZERO,
                                clock)))
                .toList();
    }

    private record Watched(
            Store store,
            Probe<StoreCondition> condition,
            Probe<MeasuredUsage> usage,
            Probe<Optional<StoreFigures>> figures) {

        /** As it was last measured; starts a measurement when that is long ago, and does not wait for it. */
        StoreState state() {
            Reading<MeasuredUsage> measured = usage.read();
            MeasuredUsage known = measured.value();
            return new StoreState(
                    store,
                    condition.read(),
                    known == null ? null : known.usage(),
                    measured.at(),
                    figures.read().known().flatMap(found -> found).orElse(null));
        }
    }

    /** Begins to measure in the background. */
    public void start() {
        beat.start();
    }

    /** Every store, in the order of the configuration. Returns within seconds, whatever a store does. */
    public List<StoreState> all() {
        return watched.stream().map(Watched::state).toList();
    }

    /** One of the configured stores. */
    public StoreState get(Store store) {
        return watched.stream()
                .filter(w -> w.store().name().equals(store.name()))
                .map(Watched::state)
                .findFirst()
                .orElseThrow();
    }

    /** The names of the stores that cannot be used now. */
    public List<String> away() {
        return all().stream()
                .filter(state -> !state.isReachable())
                .map(state -> state.store().name())
                .toList();
    }

    /** Something changed: what is known is old. */
    public void changed() {
        watched.forEach(w -> {
            w.condition().forget();
            w.figures().forget();
        });
        beat.nudge();
    }

    /** A store's space changed though its backups did not. */
    public void freed(String store) {
        watched.stream()
                .filter(w -> w.store().name().equals(store))
                .forEach(w -> w.usage().forget());
        changed();
    }

    private static StoreCondition look(Store store) throws IOException {
        store.backups().check();
        List<StoredBackup> backups = store.backups().list();
        List<StoredBackup> trash = store.backups().trash();
        List<String> residue = store.backups().residue();
        List<LockHolder> locks = store.maintenance().isEmpty()
                ? List.of()
                : store.maintenance().get().locks();
        if (store.folder().isEmpty()) {
            StoreFolder.Space unknown = StoreFolder.Space.UNKNOWN;
            return new StoreCondition(backups, residue, List.of(), unknown.free(), unknown.capacity(), locks, trash);
        }
        StoreFolder folder = new StoreFolder(store.folder().get());
        StoreFolder.Space space = folder.space();
        return new StoreCondition(backups, residue, folder.warnings(), space.free(), space.capacity(), locks, trash);
    }

    private static Optional<StoreFigures> figures(Store store) throws IOException {
        return store.maintenance().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(store.maintenance().get().figures());
    }

    /** Whose it is, for people. */
    public static String describe(LockHolder lock) {
        return lock.username() + "@" + lock.host() + ", process " + lock.pid() + ", refreshed "
                + lock.since().truncatedTo(ChronoUnit.SECONDS) + (lock.exclusive() ? ", exclusive" : "");
    }

    private MeasuredUsage measure(Store store) throws IOException {
        Holdings holdings = Holdings.of(store.backups().list(), store.backups().trash());
        Instant began = clock.instant();
        return new MeasuredUsage(store.backups().usage(), holdings, Duration.between(began, clock.instant()));
    }

    private void measureWhatChanged() {
        for (Watched each : watched) {
            Reading<MeasuredUsage> measured = each.usage().read();
            Reading<StoreCondition> condition = each.condition().read();
            if (isOutdated(measured, condition)) {
                each.usage().forget();
                each.usage().read();
            }
        }
    }

    private boolean isOutdated(Reading<MeasuredUsage> measured, Reading<StoreCondition> condition) {
        StoreCondition found = condition.value();
        boolean measuring = measured.failure() instanceof TimeoutException;
        if (found == null || !condition.isCurrent() || measuring) {
            return false;
        }
        MeasuredUsage known = measured.value();
        Instant at = measured.at();
        if (known == null || at == null || !measured.isCurrent()) {
            return true;
        }
        boolean rested = !clock.instant().isBefore(at.plus(known.took().multipliedBy(WALK_SHARE)));
        return rested && !known.of().equals(Holdings.of(found.backups(), found.trash()));
    }

    @Override
    public void close() {
        beat.close();
        watched.forEach(w -> {
            w.condition().close();
            w.usage().close();
            w.figures().close();
        });
    }
}
