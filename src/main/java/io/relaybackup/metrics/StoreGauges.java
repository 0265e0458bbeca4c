package io.relaybackup.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What is measured of each store. A store that is away has a zero in {@code store_up} and keeps its sizes only. */
final class StoreGauges {

    private static final List<BackupStatus> STATUSES =
            List.of(BackupStatus.COMPLETE, BackupStatus.INCOMPLETE, BackupStatus.EXTERNAL, BackupStatus.SUSPECT);

    private final GaugeFamily up;
    private final GaugeFamily backups;
    private final GaugeFamily damaged;
    private final GaugeFamily verified;
    private final GaugeFamily logical;
    private final GaugeFamily stored;
    private final GaugeFamily ratio;
    private final GaugeFamily lastAdded;
    private final GaugeFamily trashed;
    private final GaugeFamily trashedBytes;
    private final GaugeFamily free;
    private final GaugeFamily capacity;

    StoreGauges(MeterRegistry registry) {
        up = new GaugeFamily(registry, "relay.backup.store.up", "", "Whether a store can be used, 1 or 0.");
        backups = new GaugeFamily(registry, "relay.backup.backups", "", "Backups that a store holds, by status.");
        damaged = new GaugeFamily(
                registry, "relay.backup.damaged.backups", "", "Backups whose last verification found damage.");
        verified = new GaugeFamily(
                registry,
                "relay.backup.last.verified.timestamp",
                "seconds",
                "When a backup of a store was last verified and found intact, by the level of that verification.");
        logical = new GaugeFamily(
                registry,
                "relay.backup.logical",
                "bytes",
                "What the backups of a store would need, each restored alone, as last measured.");
        stored = new GaugeFamily(
                registry, "relay.backup.stored", "bytes", "What the backups of a store take, as last measured.");
        ratio = new GaugeFamily(
                registry,
                "relay.backup.ratio",
                "",
                "What the backups of a store would need, each restored alone, by what they take.");
        lastAdded = new GaugeFamily(
                registry,
                "relay.backup.last.added",
                "bytes",
                "What the newest backup of a store takes that no older one has, as last measured.");
        trashed = new GaugeFamily(
                registry,
                "relay.backup.trashed.backups",
                "",
                "Backups in the trash of a store, which count nowhere else.");
        trashedBytes = new GaugeFamily(
                registry,
                "relay.backup.trashed",
                "bytes",
                "About what the backups in the trash of a store take, as last measured.");
        free = new GaugeFamily(registry, "relay.backup.free", "bytes", "Bytes free for a store.");
        capacity = new GaugeFamily(registry, "relay.backup.capacity", "bytes", "Size of the disk a store is on.");
    }

    void set(List<StoreState> states) {
        Measurements ups = new Measurements();
        Measurements counts = new Measurements();
        Measurements damages = new Measurements();
        Measurements verifications = new Measurements();
        Measurements trashes = new Measurements();
        Measurements frees = new Measurements();
        Measurements capacities = new Measurements();
        for (StoreState state : states) {
            Tags store = tags(state);
            ups.add(store, state.isReachable() ? 1 : 0);
            Optional<StoreCondition> current = state.condition().current();
            if (current.isPresent()) {
                StoreCondition condition = current.get();
                count(condition.backups(), store, counts);
                damages.add(store, damaged(condition.backups()));
                for (VerifyLevel level : VerifyLevel.values()) {
                    verifications.at(store.and("level", word(level)), lastVerified(condition.backups(), level));
                }
                trashes.add(store, condition.trash().size());
                frees.add(store, condition.freeBytes());
                capacities.add(store, condition.capacityBytes());
            }
        }
        up.set(ups.values());
        backups.set(counts.values());
        damaged.set(damages.values());
        verified.set(verifications.values());
        trashed.set(trashes.values());
        free.set(frees.values());
        capacity.set(capacities.values());
        setSizes(states);
    }

    private void setSizes(List<StoreState> states) {
        Measurements logicals = new Measurements();
        Measurements storeds = new Measurements();
        Measurements ratios = new Measurements();
        Measurements addeds = new Measurements();
        Measurements trashedSizes = new Measurements();
        for (StoreState state : states) {
            if (state.usage() != null) {
                logicals.add(tags(state), (double) state.usage().logical());
                trashedSizes.add(tags(state), (double) state.usage().trashedBytes());
                storeds.add(tags(state), (double) state.usage().stored());
                if (state.usage().stored() > 0) {
                    ratios.add(
                            tags(state),
                            (double) state.usage().logical() / state.usage().stored());
                }
                state.usage().added().entrySet().stream()
                        .max(Map.Entry.<BackupId, Long>comparingByKey())
                        .ifPresent(newest -> addeds.add(tags(state), newest.getValue()));
            }
        }
        logical.set(logicals.values());
        stored.set(storeds.values());
        ratio.set(ratios.values());
        lastAdded.set(addeds.values());
        trashedBytes.set(trashedSizes.values());
    }

    private static Tags tags(StoreState state) {
        return Tags.of("store", state.store().name());
    }

    private static void count(List<StoredBackup> backups, Tags store, Measurements counts) {
        for (BackupStatus status : STATUSES) {
            counts.add(store.and("status", word(status)), (double)
                    backups.stream().filter(b -> b.status() == status).count());
        }
    }

    private static double damaged(List<StoredBackup> backups) {
        return backups.stream()
                .map(b -> b.notes().verification())
                .filter(v -> v != null && !v.intact())
                .count();
    }

    private static Optional<Instant> lastVerified(List<StoredBackup> backups, VerifyLevel level) {
        return backups.stream()
                .map(b -> b.notes().verification())
                .filter(Objects::nonNull)
                .filter(v -> v.intact() && v.level() == level)
                .map(Verification::at)
                .max(Comparator.naturalOrder());
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
