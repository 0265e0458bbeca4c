package io.relaybackup.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.store.ReadShare;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What is measured of repositories besides what is of all stores. */
final class RepositoryGauges {

    private final MeterRegistry registry;
    private final GaugeFamily blobs;
    private final GaugeFamily packs;
    private final GaugeFamily packBytes;
    private final GaugeFamily unused;
    private final GaugeFamily checked;
    private final GaugeFamily oldestRead;
    private final GaugeFamily readShare;
    private final GaugeFamily readWithin;
    private final GaugeFamily locks;
    private final GaugeFamily oldestLock;
    private final Map<Tags, AtomicLong> cacheReads = new HashMap<>();

    RepositoryGauges(MeterRegistry registry) {
        this.registry = registry;
        blobs = family("blobs", "", "Pieces of content in a repository, each counted once.");
        packs = family("packs", "", "Files of a repository that hold content.");
        packBytes = family("pack", "bytes", "Size of all files of a repository that hold content.");
        unused = family("unused", "bytes", "Content that no backup needs, as the last prune or its dry run found.");
        checked = family("last.checked.timestamp", "seconds", "When a repository as a whole was last looked at.");
        oldestRead = family(
                "oldest.read.timestamp",
                "seconds",
                "When the content that was not read for longest was last read; absent when some never was.");
        readShare = family("read.share", "", "Share of the content that was read within the configured time, 0 to 1.");
        readWithin = family("read.within", "seconds", "How long ago content may have been read at most.");
        locks = family("locks", "", "Locks on a repository, by whether they were left by work that ended without.");
        oldestLock = family("oldest.lock.timestamp", "seconds", "When the oldest lock was last refreshed.");
    }

    private GaugeFamily family(String name, String unit, String description) {
        return new GaugeFamily(registry, "relay.backup.repository." + name, unit, description);
    }

    /** Values as they are collected. */
    private static final class Values {
        private final Measurements blobs = new Measurements();
        private final Measurements packs = new Measurements();
        private final Measurements packBytes = new Measurements();
        private final Measurements unused = new Measurements();
        private final Measurements checked = new Measurements();
        private final Measurements oldestRead = new Measurements();
        private final Measurements readShare = new Measurements();
        private final Measurements readWithin = new Measurements();
        private final Measurements locks = new Measurements();
        private final Measurements oldestLock = new Measurements();
    }

    void set(List<StoreState> states, Instant now) {
        Values values = new Values();
        for (StoreState state : states) {
            if (state.store().maintenance().isPresent()) {
                add(state, values, now);
            }
        }
        blobs.set(values.blobs.values());
        packs.set(values.packs.values());
        packBytes.set(values.packBytes.values());
        unused.set(values.unused.values());
        checked.set(values.checked.values());
        oldestRead.set(values.oldestRead.values());
        readShare.set(values.readShare.values());
        readWithin.set(values.readWithin.values());
        locks.set(values.locks.values());
        oldestLock.set(values.oldestLock.values());
    }

    private void add(StoreState state, Values values, Instant now) {
        Tags store = Tags.of("store", state.store().name());
        state.store().upkeep().readWithin().ifPresent(within -> values.readWithin.add(store, within.toSeconds()));
        StoreFigures figures = state.figures();
        if (figures != null) {
            values.blobs.add(store, figures.blobs());
            values.packs.add(store, figures.packs());
            values.packBytes.add(store, figures.packBytes());
            if (figures.unusedBytes() >= 0) {
                values.unused.add(store, figures.unusedBytes());
            }
            values.checked.at(store, Optional.ofNullable(figures.lastChecked()));
            values.oldestRead.at(store, Optional.ofNullable(figures.oldestRead()));
            ReadShare.of(state, now).ifPresent(share -> values.readShare.add(store, share.share()));
            cacheReads(store.and("result", "hit")).set(figures.cacheHits());
            cacheReads(store.and("result", "miss")).set(figures.cacheMisses());
        }
        state.condition().current().map(StoreCondition::locks).ifPresent(held -> add(held, store, values));
    }

    private static void add(List<LockHolder> held, Tags store, Values values) {
        long stale = held.stream().filter(LockHolder::stale).count();
        values.locks.add(store.and("stale", "true"), (double) stale);
        values.locks.add(store.and("stale", "false"), (double) (held.size() - stale));
        values.oldestLock.at(store, held.stream().map(LockHolder::since).min(Comparator.naturalOrder()));
    }

    private AtomicLong cacheReads(Tags tags) {
        return cacheReads.computeIfAbsent(tags, t -> {
            AtomicLong count = new AtomicLong();
            FunctionCounter.builder("relay.backup.repository.cache.reads", count, AtomicLong::doubleValue)
                    .description("Readings of a repository that may be cached, by whether the cache spared them.")
                    .tags(t)
                    .register(registry);
            return count;
        });
    }
}
